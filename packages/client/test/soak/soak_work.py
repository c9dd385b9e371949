"""What the soak calls: one function for each thing that can happen to a call."""

import asyncio
import threading
import time

import pyloom


class Thing:
    def __init__(self, value):
        self.value = value

    def double(self):
        return self.value * 2


def thing(value):
    return Thing(value)


def echo(value):
    return value


def fail(text):
    raise ValueError(text)


def weigh(data):
    return len(data)


def make(size):
    return bytes(size)


def apply(function, value):
    return function(value)


def say(text):
    print(text)


def increment(key, times):
    for _ in range(times):
        pyloom.state_incr(key)


# ---------------------------------------------------------------- work that ends late, or never


def compute(rounds):
    total = 0
    for i in range(rounds):
        total += i * i
    return total


def busy():
    while True:
        pass


def stubborn():
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def sleep(seconds):
    time.sleep(seconds)


async def later(value):
    await asyncio.sleep(0.001)
    return value


async def forever():
    await asyncio.sleep(3600)


# ---------------------------------------------------------------- exits


EXITS = {"SystemExit": SystemExit, "KeyboardInterrupt": KeyboardInterrupt}


async def leave(name):
    await asyncio.sleep(0)
    raise EXITS[name]("left")


async def leave_in_task(name):
    await asyncio.get_running_loop().create_task(leave(name))


async def leave_in_callback(name):
    def callback():
        raise EXITS[name]("left")

    loop = asyncio.get_running_loop()
    loop.call_soon(callback)
    await asyncio.sleep(0.001)
    return "left"


# ---------------------------------------------------------------- streams


def count(n):
    yield from range(n)


async def count_async(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


def count_and_fail(n):
    yield from range(n)
    raise ValueError("at the end")


def endless():
    n = 0
    while True:
        yield n
        n += 1


def count_and_hang(n):
    yield from range(n)
    busy()


# ---------------------------------------------------------------- callbacks


def ask(name, *args):
    return pyloom.call(name, *args)


async def ask_async(name, *args):
    return await pyloom.call_async(name, *args)


def ask_in_own_loop(name, times):
    async def main():
        return await asyncio.gather(*[pyloom.call_async(name, i) for i in range(times)])

    return asyncio.run(main())


def ask_often(name, times):
    for i in range(times):
        assert pyloom.call(name, i) == i + 1
    return times


def catch(name, *args):
    try:
        return pyloom.call(name, *args)
    except pyloom.JSError as error:
        return error.message


def down(name, depth):
    return 0 if depth == 0 else pyloom.call(name, depth - 1) + 1


async def down_async(name, depth):
    return 0 if depth == 0 else await pyloom.call_async(name, depth - 1) + 1


def in_threads(name, threads, calls):
    answers = [None] * threads

    def work(thread):
        try:
            answers[thread] = [pyloom.call(name, thread * calls + i) for i in range(calls)]
        except (RuntimeError, pyloom.UnknownFunctionError):  # Its JavaScript thread has ended; nobody waits for it.
            pass

    workers = [threading.Thread(target=work, args=(i,)) for i in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return answers


def ask_in_thread(name, value):
    """Of a function of a thread that may end at any moment."""
    answers = []

    def work():
        try:
            answers.append(pyloom.call(name, value))
        except (pyloom.UnknownFunctionError, RuntimeError) as error:
            answers.append(type(error).__name__)
        except pyloom.JSError as error:
            # It was called, and taken back before its thread came to it.
            answers.append("RuntimeError" if "no longer registered" in str(error) else str(error))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    return answers[0]
