import sys
import threading
import types
import unittest

import harness  # noqa: F401
from pyloom import _defined, _ops
from pyloom._imports import is_importing


class Importing(unittest.TestCase):
    def test_is_seen_from_another_thread(self):
        entered, leave = threading.Event(), threading.Event()
        sys.modules["gates"] = gates = types.ModuleType("gates")
        gates.entered, gates.leave = entered, leave
        _ops.define_module("slow", "import gates\ngates.entered.set()\ngates.leave.wait()\n")
        thread = threading.Thread(target=__import__, args=("slow",))
        thread.start()
        entered.wait()
        try:
            self.assertTrue(is_importing(thread.ident))
            self.assertFalse(is_importing(threading.get_ident()))
        finally:
            leave.set()
            thread.join()
            for name in ("slow", "gates"):
                sys.modules.pop(name)
            _defined._sources.clear()
        self.assertFalse(is_importing(thread.ident))


if __name__ == "__main__":
    unittest.main()
