import builtins
import os
import sys
import tempfile
import threading
import unittest

import harness  # noqa: F401
from pyloom import _defined, _modules


class Loading(unittest.TestCase):
    def test_waits_for_a_module_that_another_thread_is_importing(self):
        sys.begun, sys.go = threading.Event(), threading.Event()
        _defined.define("slow", "import sys\nsys.begun.set()\nsys.go.wait(10)\ndef last(): return 'all of it'\n")
        found = []

        def look_up():
            try:
                found.append(_modules.find("slow", "last")())
            except AttributeError as error:
                found.append(error)

        importing = threading.Thread(target=look_up)
        importing.start()
        self.assertTrue(sys.begun.wait(10))
        second = threading.Thread(target=look_up)
        second.start()
        second.join(0.05)  # Long enough for the wrong answer.
        sys.go.set()
        importing.join(10)
        second.join(10)
        self.assertEqual(found, ["all of it", "all of it"])

    def test_fails_like_the_import_that_it_has_waited_for(self):
        sys.begun, sys.go = threading.Event(), threading.Event()
        _defined.define("broken", "import sys\nsys.begun.set()\nsys.go.wait(10)\nfrom sys import nowhere\n")
        errors = []

        def load():
            try:
                _modules.load("broken")
            except BaseException as error:
                errors.append(error)

        importing = threading.Thread(target=load)
        importing.start()
        self.assertTrue(sys.begun.wait(10))
        others = [threading.Thread(target=load) for _ in range(4)]
        for other in others:
            other.start()
            other.join(0.05)  # Long enough to wait for the module.
        sys.go.set()
        for thread in [importing, *others]:
            thread.join(10)
        self.assertEqual([type(error) for error in errors], [ImportError] * 5, errors)

    def test_waits_again_when_a_third_lane_imports_what_has_failed_meanwhile(self):
        sys.begun, sys.go = threading.Event(), threading.Event()
        _defined.define("retried", "import sys\nsys.begun.set()\nsys.go.wait(10)\nlast = 1\n")
        third = threading.Thread(target=_modules.load, args=["retried"])

        def has_waited_for_one_that_fails(name):
            del _modules.__import__
            third.start()
            self.assertTrue(sys.begun.wait(10))
            threading.Timer(0.05, sys.go.set).start()

        _modules.__import__ = has_waited_for_one_that_fails
        self.assertEqual(_modules.load("retried").last, 1)
        third.join(10)

    def test_finds_what_was_written_within_the_same_tick_as_the_last_look(self):
        with tempfile.TemporaryDirectory() as folder:
            sys.path.insert(0, folder)
            self.addCleanup(sys.path.remove, folder)
            with self.assertRaises(ModuleNotFoundError):
                _modules.load("just_written")
            seen = os.stat(folder)
            with open(os.path.join(folder, "just_written.py"), "w") as file:
                file.write("answer = 42\n")
            os.utime(folder, ns=(seen.st_atime_ns, seen.st_mtime_ns))
            self.assertEqual(_modules.find("just_written", "answer"), 42)

    def test_imports_once_what_fails_for_want_of_another_module(self):
        _defined.define("counted", "import builtins\nbuiltins.times = getattr(builtins, 'times', 0) + 1\nimport no_such_module\n")
        with self.assertRaises(ModuleNotFoundError) as caught:
            _modules.load("counted")
        self.assertEqual((caught.exception.name, builtins.times), ("no_such_module", 1))


if __name__ == "__main__":
    unittest.main()
