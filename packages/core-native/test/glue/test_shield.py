import dis
import sys
import threading
import time
import types
import unittest

import harness  # noqa: F401
from pyloom import _defined, _defined_finder, _shield
from pyloom._shield import MACHINERY, NOTHING, shielded


def held_back_by(frame):
    return _shield.held_back_by(frame, frame.f_lasti if frame else -1)


def leaving_with(context):
    with context:
        context()


def looping_over_with(lock):
    while True:
        with lock:
            lock


def looping_over_acquire(lock):
    while True:
        lock.acquire()
        try:
            lock
        finally:
            lock.release()


def getting(lock):
    return lock


def taking_locks(lock):
    lock.acquire()
    lock.locks[0].acquire()
    lock.acquire(timeout=1)
    lock.release()
    lock()


class Shield(unittest.TestCase):
    def setUp(self):
        self.entered, self.leave = threading.Event(), threading.Event()
        sys.modules["gates"] = gates = types.ModuleType("gates")
        gates.pause = lambda: self.pause()
        self.addCleanup(self.forget)  # after the threads have ended

    def forget(self):
        for name in ("gates", "slow_to_import", "first_part", "second_part"):
            sys.modules.pop(name, None)
        _defined_finder.sources.clear()

    def start(self, function, *args):
        thread = threading.Thread(target=function, args=args)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.leave.set)
        self.wait_until_paused(thread)
        return thread

    def wait_until_paused(self, thread):
        """Until it has come to where it stays. On its way there it may be about to take a lock of the event."""
        self.entered.wait()
        while sys._current_frames()[thread.ident].f_code is not threading.Condition.wait.__code__:
            pass
        time.sleep(0.01)

    def look(self, thread):
        return held_back_by(sys._current_frames().get(thread.ident))

    def pause(self):
        self.entered.set()
        self.leave.wait()

    def test_holds_back_while_a_module_is_imported(self):
        _defined.define("slow_to_import", "import gates\ngates.pause()\n")
        thread = self.start(__import__, "slow_to_import")
        first = self.look(thread)
        self.assertGreater(first, 0)
        self.assertEqual(self.look(thread), first)

    def test_holds_back_while_a_loop_is_told_what_to_do_next(self):
        import asyncio

        class Loop(asyncio.BaseEventLoop):
            def _check_closed(loop):
                self.pause()

        loop = Loop()
        thread = self.start(loop.call_soon, print)
        self.assertGreater(self.look(thread), 0)
        self.leave.set()
        thread.join()
        loop.close()

    def test_tells_an_import_that_goes_on_from_one_that_hangs(self):
        _defined.define("first_part", "import gates\ngates.pause()\n")
        _defined.define("second_part", "import gates\ngates.pause()\n")
        _defined.define("slow_to_import", "import first_part, second_part\n")
        thread = self.start(__import__, "slow_to_import")
        first = self.look(thread)
        leave = self.leave
        self.entered, self.leave = threading.Event(), threading.Event()
        self.addCleanup(self.leave.set)
        leave.set()
        self.wait_until_paused(thread)
        self.assertGreater(self.look(thread), 0)
        self.assertNotEqual(self.look(thread), first)

    # Its threads stop for nobody: there the import itself says what it does.
    @unittest.skipIf("free-threading build" in sys.version, "no frames of running threads")
    def test_waits_for_steps_of_the_import_machinery_without_limit(self):
        _defined.define("slow_to_import", "import gates\ngates.pause()\n")
        self.start(__import__, "slow_to_import")
        waiting = threading.Thread(target=__import__, args=("slow_to_import",))
        waiting.start()
        self.addCleanup(waiting.join)
        while self.look(waiting) != MACHINERY:
            pass
        self.leave.set()

    def test_holds_back_while_a_lock_is_waited_for(self):
        lock = threading.Lock()

        def take():
            lock.acquire()
            try:
                pass
            finally:
                lock.release()

        with lock:
            waiting = threading.Thread(target=take)
            waiting.start()
            while self.look(waiting) != MACHINERY:
                pass
        waiting.join()

    def test_holds_back_between_the_body_of_a_with_and_its_end(self):
        # From 3.11 on no thread is interrupted there; from 3.14 on it would be as the `with` begins.
        ends = ["POP_BLOCK", "LOAD_CONST", "DUP_TOP", "DUP_TOP"]
        begins = ["SWAP", "SWAP", "LOAD_SPECIAL", "CALL"]
        version = sys.version_info
        expected = ends if version < (3, 11) else [] if version < (3, 14) else begins
        self.assertEqual(self.held(leaving_with)[-4:], expected)

    def test_holds_back_in_the_calls_that_take_a_lock(self):
        if sys.version_info < (3, 13):
            self.assertLessEqual({*self.held(taking_locks)}, {"PRECALL", "CALL", "CALL_METHOD"})
        else:  # On the way to them, too, and nowhere behind.
            held = [instruction.offset for instruction, _ in self.held_instructions(taking_locks)]
            acquires = [each.offset for each in dis.get_instructions(taking_locks) if each.argval == "acquire"]
            self.assertLess(max(held), acquires[2])
        calls = {line for instruction, line in self.held_instructions(taking_locks) if "CALL" in instruction.opname}
        self.assertEqual(len(calls), 2)

    @unittest.skipIf(sys.version_info < (3, 13), "An interrupt strikes where the thread stands.")
    def test_holds_back_where_the_next_look_for_an_interrupt_is_behind_the_taking_of_a_lock(self):
        self.assertIn("JUMP_BACKWARD", self.held(looping_over_acquire))
        self.assertIn("RESUME", self.held(looping_over_acquire))
        # Before 3.14 a with cannot be struck as it begins.
        self.assertEqual("JUMP_BACKWARD" in self.held(looping_over_with), sys.version_info >= (3, 14))

    @unittest.skipIf(sys.version_info < (3, 13), "An interrupt strikes where the thread stands.")
    def test_holds_back_in_what_returns_to_the_taking_of_a_lock(self):
        loads = [each.offset for each in dis.get_instructions(looping_over_acquire) if each.opname == "LOAD_ATTR"]
        outer = types.SimpleNamespace(f_code=looping_over_acquire.__code__, f_back=None, f_lasti=loads[0])
        frame = types.SimpleNamespace(f_code=getting.__code__, f_back=outer, f_lasti=0)
        self.assertEqual(held_back_by(frame), MACHINERY)
        outer.f_lasti = loads[1]  # lock.release
        self.assertEqual(held_back_by(frame), NOTHING)

    def test_waits_for_the_ends_of_a_with(self):
        class Place:
            def __enter__(place):
                self.pause()

            def __exit__(place, *error):
                pass

        def use():
            with Place():
                pass

        self.assertEqual(self.look(self.start(use)), NOTHING)  # It is in pause().
        frame = types.SimpleNamespace(f_code=Place.__enter__.__code__, f_lasti=0, f_back=None)
        number = held_back_by(frame)
        self.assertGreater(number, 0)
        frame.f_lasti = 2
        self.assertEqual(held_back_by(frame), number)

    def held(self, function):
        """The instructions at which it may not be interrupted without limit."""
        return [instruction.opname for instruction, _ in self.held_instructions(function)]

    def held_instructions(self, function):
        frame = types.SimpleNamespace(f_code=function.__code__, f_back=None)
        line = None
        for instruction in dis.get_instructions(function):
            line = line if instruction.starts_line is None else instruction.offset
            frame.f_lasti = instruction.offset
            if held_back_by(frame) == MACHINERY:
                yield instruction, line

    def test_holds_back_while_something_would_be_left_half_done(self):
        self.assertGreater(self.look(self.start(shielded, self.pause)), 0)

    def test_lets_interrupts_through_elsewhere(self):
        self.assertEqual(self.look(self.start(self.pause)), NOTHING)
        self.assertEqual(held_back_by(sys._getframe()), NOTHING)
        self.assertEqual(held_back_by(None), NOTHING)


if __name__ == "__main__":
    unittest.main()
