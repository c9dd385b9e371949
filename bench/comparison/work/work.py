"""What every contender runs: the same Python for all of them."""

import time
from math import sqrt  # noqa: F401 - called from outside


def echo(value):
    return value


def spin():
    """CPU-bound: about a tenth of a second."""
    x = 0
    for i in range(1_500_000):
        x += i * i
    return x


def busy(seconds):
    """CPU-bound for a given time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def repeat(function, count):
    """Calls a host function again and again."""
    for i in range(count):
        function(i)


def down(function, depth):
    """Calls a host function that calls this one."""
    return 0 if depth == 0 else function(depth - 1) + 1


def items(count):
    for i in range(count):
        yield {"id": i, "name": "item"}
