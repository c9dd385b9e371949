import dis
import logging
import sys
import threading
import types
import unittest

import harness  # noqa: F401
from pyloom import _defined
from pyloom._shield import MACHINERY, NOTHING, held_back_by, shielded


def leaving_with(context):
    with context:
        context()


class Shield(unittest.TestCase):
    def setUp(self):
        self.entered, self.leave = threading.Event(), threading.Event()
        sys.modules["gates"] = gates = types.ModuleType("gates")
        gates.pause = lambda: self.pause()
        self.addCleanup(self.forget)  # after the threads have ended

    def forget(self):
        for name in ("gates", "slow_to_import", "first_part", "second_part"):
            sys.modules.pop(name, None)
        _defined._sources.clear()

    def start(self, function, *args):
        thread = threading.Thread(target=function, args=args)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.leave.set)
        self.entered.wait()
        return thread

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
        self.entered.wait()
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

    @unittest.skipIf(sys.version_info >= (3, 13), "takes its locks by `with`")
    def test_holds_back_while_a_log_waits_for_its_lock(self):
        handler = logging.Handler()
        with handler.lock:
            waiting = threading.Thread(target=handler.acquire)
            waiting.start()
            while self.look(waiting) != MACHINERY:
                pass
        waiting.join()

    @unittest.skipIf(sys.version_info >= (3, 11), "is not interrupted there")
    def test_holds_back_between_the_body_of_a_with_and_its_end(self):
        frame = types.SimpleNamespace(f_code=leaving_with.__code__, f_back=None)
        held = []
        for instruction in dis.get_instructions(leaving_with):
            frame.f_lasti = instruction.offset
            if held_back_by(frame) == MACHINERY:
                held.append(instruction.opname)
        self.assertEqual(held[-4:], ["POP_BLOCK", "LOAD_CONST", "DUP_TOP", "DUP_TOP"])

    def test_holds_back_while_something_would_be_left_half_done(self):
        self.assertGreater(self.look(self.start(shielded, self.pause)), 0)

    def test_lets_interrupts_through_elsewhere(self):
        self.assertEqual(self.look(self.start(self.pause)), NOTHING)
        self.assertEqual(held_back_by(sys._getframe()), NOTHING)
        self.assertEqual(held_back_by(None), NOTHING)


if __name__ == "__main__":
    unittest.main()
