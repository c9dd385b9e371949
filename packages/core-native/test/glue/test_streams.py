import asyncio
import sys
import unittest
from types import ModuleType
from unittest.mock import patch

from harness import core
from pyloom import _streams
from pyloom._errors import NeedsLoop


class Streams(unittest.TestCase):
    def setUp(self):
        core.reset()
        _streams._streams.clear()

    def open(self, iterable, count=2):
        return _streams.open_("s", count, iterable)

    def test_sends_what_was_asked_for_and_tells_the_place(self):
        self.assertEqual(self.open(iter(range(5))), [True, 0, -1])
        self.assertEqual(core.sent, [0, 1])
        self.assertTrue(_streams.pull("s", 2))
        self.assertFalse(_streams.pull("s", 2))
        self.assertEqual(core.sent, [0, 1, 2, 3, 4])
        self.assertEqual(_streams._streams, {})

    def test_iterates_lists_dictionaries_and_ranges(self):
        for iterable in ([1, 2], {1: "a", 2: "b"}, range(1, 3), {1: 0, 2: 0}.keys()):
            core.reset()
            self.open(iterable, 10)
            self.assertEqual(core.sent, [1, 2])

    def test_iterates_while_another_thread_is_just_importing_asyncio(self):
        with patch.dict(sys.modules, {"asyncio.events": ModuleType("asyncio.events")}):
            self.open(range(2), 10)
        self.assertEqual(core.sent, [0, 1])

    def test_refuses_what_cannot_be_iterated(self):
        with self.assertRaisesRegex(TypeError, "'int' object is not iterable"):
            self.open(7)
        self.assertEqual(_streams._streams, {})

    def test_raises_after_the_values_and_forgets_the_stream(self):
        def numbers():
            yield 1
            raise ValueError("broken")

        with self.assertRaisesRegex(ValueError, "broken"):
            self.open(numbers(), 10)
        self.assertEqual(core.sent, [1])
        self.assertEqual(_streams._streams, {})

    def test_closing_runs_finally(self):
        ends = []

        def numbers():
            try:
                yield 1
                yield 2
            finally:
                ends.append("closed")

        self.open(numbers(), 1)
        _streams.close("s")
        _streams.close("s")
        self.assertEqual(ends, ["closed"])
        self.assertFalse(_streams.pull("s", 1))

    def test_a_close_while_it_runs_is_done_at_the_pull_s_end(self):
        ends = []

        def numbers():
            try:
                _streams.close("s")
                yield 1
                yield 2
            finally:
                ends.append("closed")

        _streams._streams["s"] = stream = _streams._Stream(numbers())
        self.assertFalse(stream.pull(1))
        self.assertEqual(ends, ["closed"])

    def test_a_value_that_cannot_be_sent_closes_the_generator(self):
        ends = []

        def numbers():
            try:
                yield 1
            finally:
                ends.append("closed")

        def refuse(value):
            raise TypeError("cannot cross")

        core.send = refuse
        try:
            with self.assertRaisesRegex(TypeError, "cannot cross"):
                self.open(numbers())
        finally:
            del core.send
        self.assertEqual(ends, ["closed"])

    def test_gives_the_lane_back_after_a_while(self):
        import time

        def slow():
            for i in range(100):
                time.sleep(0.004)
                yield i

        self.assertEqual(self.open(slow(), 100)[0], True)
        self.assertLess(len(core.sent), 10)

    def test_leaves_files_open(self):
        import io

        class File(io.StringIO):
            pass

        file = File("a\nb\n")
        self.open(file, 1)
        _streams.close("s")
        self.assertFalse(file.closed)


class AsyncStreams(unittest.TestCase):
    def setUp(self):
        core.reset()
        _streams._streams.clear()
        self.ends = []

    async def numbers(self, count):
        try:
            for i in range(count):
                await asyncio.sleep(0)
                yield i
        finally:
            await asyncio.sleep(0)
            self.ends.append("closed")

    def test_on_a_loop(self):
        async def use():
            self.assertEqual(await _streams.open_("s", 2, self.numbers(3)), [True, 0, 1])
            self.assertFalse(await _streams.pull("s", 5))

        asyncio.run(use())
        self.assertEqual(core.sent, [0, 1, 2])
        self.assertEqual(self.ends, ["closed"])

    def test_on_a_worker_lane_stay_on_the_lane(self):
        from pyloom._await import settle

        self.assertEqual(settle(_streams.open_("s", 2, self.numbers(9))), [True, 0, 1])
        self.assertTrue(settle(_streams.pull("s", 2)))
        settle(_streams.close("s"))
        self.assertEqual(core.sent, [0, 1, 2, 3])
        self.assertEqual(self.ends, ["closed"])

    def test_are_closed_while_they_wait(self):
        async def use():
            pull = asyncio.ensure_future(_streams.open_("s", 5, self.forever()))
            await asyncio.sleep(0.01)
            pull.cancel()
            await _streams.close("s")
            with self.assertRaises(asyncio.CancelledError):
                await pull

        asyncio.run(use())
        self.assertEqual(core.sent, [0])
        self.assertEqual(self.ends, ["closed"])

    async def forever(self):
        try:
            yield 0
            await asyncio.sleep(60)
        finally:
            self.ends.append("closed")

    def test_ask_for_a_loop(self):
        class Holder:
            numbers = staticmethod(self.numbers)

        with self.assertRaises(NeedsLoop):
            _streams._check_loop(AsyncStreams.numbers)
        with self.assertRaises(NeedsLoop):
            _streams._check_loop(asyncio.sleep)
        _streams._check_loop(len)

    def test_of_a_coroutine_that_gives_a_list(self):
        async def items():
            return [1, 2]

        self.assertEqual(_streams.open_("s", 5, items())[0], False)
        self.assertEqual(core.sent, [1, 2])


if __name__ == "__main__":
    unittest.main()
