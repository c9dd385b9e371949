import sys
import threading
import types
import unittest

import harness  # noqa: F401
from pyloom import _defined
from pyloom._shield import holds, shielded


class Shield(unittest.TestCase):
    def setUp(self):
        self.entered, self.leave = threading.Event(), threading.Event()

    def run_apart(self, function, *args):
        thread = threading.Thread(target=function, args=args)
        thread.start()
        self.entered.wait()
        try:
            return holds(sys._current_frames().get(thread.ident))
        finally:
            self.leave.set()
            thread.join()

    def pause(self):
        self.entered.set()
        self.leave.wait()

    def test_holds_while_a_module_is_imported(self):
        sys.modules["gates"] = gates = types.ModuleType("gates")
        gates.pause = self.pause
        _defined.define("slow_to_import", "import gates\ngates.pause()\n")
        try:
            self.assertTrue(self.run_apart(__import__, "slow_to_import"))
        finally:
            for name in ("slow_to_import", "gates"):
                sys.modules.pop(name)
            _defined._sources.clear()

    def test_holds_while_something_would_be_left_half_done(self):
        self.assertTrue(self.run_apart(shielded, self.pause))

    def test_lets_interrupts_through_elsewhere(self):
        self.assertFalse(self.run_apart(self.pause))
        self.assertFalse(holds(sys._getframe()))
        self.assertFalse(holds(None))


if __name__ == "__main__":
    unittest.main()
