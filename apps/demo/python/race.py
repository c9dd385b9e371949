"""The jobs of the race. What they return depends on their arguments alone, so that it is the same in every mode."""

import socket


def compute(number, turns):
    """CPU-bound: turns of a loop that never lets go of the GIL by itself."""
    for _ in range(turns):
        number = (number * 1103515245 + 12345) & 0x7FFFFFFF
    return number


def ask(number, port, delay):
    """I/O-bound: an answer from a server that takes `delay` milliseconds to give it."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"%d %d\n" % (number, delay))
        with connection.makefile("rb") as answer:
            return int(answer.readline())


def compute_and_ask(number, turns, port, delay):
    """Some of each."""
    return ask(compute(number, turns), port, delay)
