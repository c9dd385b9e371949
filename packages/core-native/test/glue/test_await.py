import asyncio
import contextvars
import threading
import types
import unittest
from unittest import mock

import harness  # noqa: F401
from pyloom import _await
from pyloom._errors import Interrupted


class Stop(BaseException):
    pass


class Run(unittest.TestCase):
    def test_takes_coroutines_futures_and_objects_with_await(self):
        class Answer:
            def __await__(self):
                yield from asyncio.sleep(0).__await__()
                return 42

        async def coroutine():
            return 1

        @types.coroutine
        def old_style():
            yield
            return 2

        self.assertEqual(_await.settle(coroutine()), 1)
        self.assertEqual(_await.settle(Answer()), 42)
        self.assertTrue(_await.is_awaitable(old_style()))
        self.assertEqual(_await.settle(old_style()), 2)
        self.assertEqual(_await.settle(7), 7)
        self.assertFalse(_await.is_awaitable(i for i in ()))

    def test_closes_the_loops_of_a_thread_that_ends(self):
        loops = []

        async def coroutine():
            loops.append(asyncio.get_running_loop())

        thread = threading.Thread(target=lambda: _await.run(coroutine()))
        thread.start()
        thread.join()
        self.assertTrue(loops[0].is_closed())

    def test_nests_to_any_depth(self):
        def nest(depth):
            async def inner():
                await asyncio.sleep(0)
                return 0 if depth == 0 else 1 + nest(depth - 1)

            return _await.run(inner())

        self.assertEqual(nest(20), 20)

    def test_leaves_the_outer_loop_and_task_as_they_were(self):
        async def outer():
            task, loop = asyncio.current_task(), asyncio.get_running_loop()
            _await.run(asyncio.sleep(0))
            return asyncio.current_task() is task and asyncio.get_running_loop() is loop

        self.assertTrue(asyncio.run(outer()))

    def test_uses_one_loop_per_thread_again(self):
        async def loop():
            return id(asyncio.get_running_loop())

        self.assertEqual(_await.run(loop()), _await.run(loop()))
        seen = []
        thread = threading.Thread(target=lambda: seen.append(_await.run(loop())))
        thread.start()
        thread.join()
        self.assertNotEqual(seen[0], _await.run(loop()))

    def test_gives_the_coroutine_its_cancellation_when_interrupted(self):
        import ctypes

        entered = threading.Event()
        ends = []

        async def sleep():
            try:
                entered.set()  # From here on it may be interrupted, here too.
                await asyncio.sleep(60)
            except BaseException as error:
                ends.append(type(error))
                raise
            finally:
                await asyncio.sleep(0)
                ends.append("finally")

        def lane():
            try:
                _await.run(sleep())
            except Stop:
                ends.append("stopped")
            ends.append(_await.run(asyncio.sleep(0, "goes on")))

        thread = threading.Thread(target=lane)
        thread.start()
        entered.wait()
        # From another thread, as the core does it, while the loop sleeps in its selector.
        while thread.is_alive():
            if not ends:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Stop))
            thread.join(0.05)
        self.assertIn(ends[0], (asyncio.CancelledError, Stop))
        self.assertEqual(ends[1:], ["finally", "stopped", "goes on"])

    def test_uses_no_loop_again_that_may_have_been_interrupted(self):
        loops = []

        async def interrupted():
            loops.append(asyncio.get_running_loop())
            raise Interrupted

        with self.assertRaises(Interrupted):
            _await.run(interrupted())
        self.assertTrue(loops[0].is_closed())
        self.assertEqual(_await.run(asyncio.sleep(0, "goes on")), "goes on")

    def test_goes_on_waking_the_loop_when_an_interrupt_hits_that(self):
        beats = []
        beat = _await._Pulse._beat

        def interrupted_once(pulse):
            beats.append(pulse)
            if len(beats) == 1:
                raise Interrupted
            beat(pulse)

        with mock.patch.object(_await._Pulse, "_beat", interrupted_once):
            _await.run(asyncio.sleep(_await._PULSE * 5))
        self.assertGreater(len(beats), 2)

    def test_finishes_a_task_though_the_loop_was_about_to_stop(self):
        loop = asyncio.new_event_loop()
        self.addCleanup(loop.close)
        ended = []

        async def wait():
            try:
                await asyncio.sleep(60)
            finally:
                ended.append(True)

        task = loop.create_task(wait())
        loop.call_later(0, loop.stop)
        loop.run_forever()
        loop.stop()  # as an interrupt leaves it that hits the end of a run
        _await._cancel(loop, task)
        self.assertEqual((task.cancelled(), ended), (True, [True]))

    def test_keeps_context_variables(self):
        variable = contextvars.ContextVar("variable", default="none")
        variable.set("mine")

        async def read():
            return variable.get()

        self.assertEqual(_await.run(read()), "mine")

    def test_raises_what_the_coroutine_raises(self):
        async def fail():
            raise ValueError("no")

        with self.assertRaisesRegex(ValueError, "no"):
            _await.run(fail())


if __name__ == "__main__":
    unittest.main()
