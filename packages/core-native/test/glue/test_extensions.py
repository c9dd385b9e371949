import os
import sys
import tempfile
import unittest
from importlib.machinery import EXTENSION_SUFFIXES
from unittest import mock

from harness import core
from pyloom import _extensions
from pyloom._errors import NeedsHome


def setUpModule():
    """Once, for this process: it is the import system of a lane from now on."""
    _extensions.install()


@unittest.skipIf(sys.version_info < (3, 12), "interpreters of their own come with 3.12")
class Extensions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        before = set(sys.modules)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - before])
        for patch in (
            mock.patch.dict(os.environ, {"PYLOOM_CACHE": os.path.join(self.folder, "cache")}),
            mock.patch.object(sys, "path", [self.folder, *sys.path]),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        # What the native half would say, and is told.
        self.asked, self.learnt, self.ended = [], [], []
        self.named, self.called, self.found, self.answers = set(), None, "find", {}
        core.is_named_home = lambda name: name in self.named
        core.is_home = lambda name: False
        core.called_module = lambda: self.called
        core.learn_home = self.learnt.append
        core.begin_import = lambda name: self.found
        core.end_import = lambda name, home: self.ended.append((name, home))
        core.allows_lanes = self.allows_lanes

    def allows_lanes(self, name, file):
        self.asked.append(name)
        return self.answers.get(name, False)

    def source(self, name, text):
        with open(os.path.join(self.folder, name + ".py"), "w") as file:
            file.write(text)

    def extension(self, name):
        """No library: whoever runs it fails."""
        with open(os.path.join(self.folder, name + EXTENSION_SUFFIXES[0]), "w") as file:
            file.write("none")

    def refusal(self, name):
        with self.assertRaises(ImportError) as caught:
            __import__(name)
        return caught.exception


class Imports(Extensions):
    def test_load_no_file_that_the_main_interpreter_says_no_to(self):
        self.extension("old")
        error = self.refusal("old")
        self.assertEqual(error.name, "old")
        self.assertIn("does not support loading in subinterpreters", str(error))

    def test_ask_once_for_each_file(self):
        self.extension("old")
        for _ in range(3):
            self.refusal("old")
        self.assertEqual(self.asked, ["old"])

    def test_ask_again_for_one_that_failed_there(self):
        self.extension("broken")
        self.answers["broken"] = "OSError: no libbroken"
        for _ in range(2):
            self.assertIn("ended with OSError: no libbroken", str(self.refusal("broken")))
        self.assertEqual(self.asked, ["broken", "broken"])

    def test_refuse_a_file_that_fails_here_though_it_says_that_it_may(self):
        self.extension("promising")
        self.answers["promising"] = True
        error = self.refusal("promising")  # by the dynamic linker, before there is a module
        self.assertNotIn("subinterpreters", str(error))
        self.assertNotIn("promising", sys.modules)

    def test_pass_by_every_except_on_their_way_out(self):
        self.extension("old")
        self.source("speedups", "try:\n    from old import fast\nexcept ImportError:\n    fast = None\n")
        self.source("package", "try:\n    import speedups\nexcept Exception:\n    speedups = None\n")
        self.assertEqual(self.refusal("package").name, "old")
        self.assertFalse({"package", "speedups", "old"} & set(sys.modules))

    def test_are_an_import_error_for_a_function_that_imports(self):
        self.extension("old")
        try:
            import old  # noqa: F401
        except ImportError as error:
            self.assertIs(type(error), ImportError)
            self.assertIsNone(error.__cause__)
        else:
            self.fail("it was imported")

    def test_ask_nobody_for_the_standard_library(self):
        with mock.patch.dict(sys.modules):
            sys.modules.pop("_statistics", None)
            __import__("_statistics")
        self.assertEqual(self.asked, [])

    def test_do_not_run_modules_that_are_named_as_the_main_interpreters(self):
        self.source("named", "raise SystemError('its body runs')")
        self.named.add("named")
        self.assertEqual(self.refusal("named").name, "named")
        self.named.add("not_there")
        with self.assertRaises(ModuleNotFoundError):
            __import__("not_there")


class Advice(Extensions):
    def setUp(self):
        super().setUp()
        self.extension("old")

    def test_sends_later_calls_of_the_module_home(self):
        self.called = "app"
        self.assertIn("calls of 'app' run in the main interpreter", str(self.refusal("old")))
        self.assertEqual(self.learnt, ["app"])

    def test_sends_no_module_of_the_standard_library_home(self):
        self.called = "importlib"
        self.assertIn("a module that imports it at its top", str(self.refusal("old")))
        self.assertEqual(self.learnt, [])

    def test_is_none_where_no_call_could_go_home(self):
        self.assertNotIn("homeModules", str(self.refusal("old")))


class Load(Extensions):
    def test_gives_the_module_and_says_that_it_runs_here(self):
        self.source("app", "value = 1")
        self.assertEqual(_extensions.load("app", self.plainly).value, 1)
        self.assertEqual(self.ended, [("app", False)])

    def test_does_not_import_what_is_known_to_run_at_home(self):
        self.found = "home"
        with self.assertRaises(NeedsHome):
            _extensions.load("app", lambda name: self.fail("it was imported"))
        self.assertEqual(self.ended, [])

    def test_notices_a_refusal_that_is_caught_by_a_bare_except(self):
        self.extension("old")
        self.source("app", "try:\n    import old\nexcept:\n    old = None\n")
        for found in ("find", "go"):
            with self.subTest(found):
                self.found = found
                self.ended.clear()
                with self.assertRaises(NeedsHome):
                    _extensions.load("app", self.plainly)
                self.assertEqual(self.ended, [("app", True)])
                self.assertNotIn("app", sys.modules)

    def test_sends_a_module_home_whose_functions_import_what_is_refused(self):
        self.extension("old")
        self.source("app", "def f():\n    import old\n")
        with self.assertRaises(NeedsHome):
            _extensions.load("app", self.plainly)
        self.assertEqual(self.ended, [("app", True)])

    def test_leaves_it_open_when_the_import_fails_by_itself(self):
        self.source("app", "1 / 0")
        with self.assertRaises(ZeroDivisionError):
            _extensions.load("app", self.plainly)
        self.assertEqual(self.ended, [("app", None)])

    def test_forgets_a_refusal_with_the_import_that_it_belongs_to(self):
        self.extension("old")
        self.source("fine", "")
        self.source("app", "try:\n    import old\nexcept:\n    pass\n")
        with self.assertRaises(NeedsHome):
            _extensions.load("app", self.plainly)
        _extensions.load("fine", self.plainly)
        self.assertEqual(self.ended[-1], ("fine", False))

    def plainly(self, name):
        __import__(name)
        return sys.modules[name]


class LoadHere(Extensions):
    """What the main interpreter does when a lane asks it."""

    def test_gives_the_module_of_that_file(self):
        self.source("here", "")
        file = os.path.join(self.folder, "here.py")
        self.assertEqual(_extensions.load_here("here", file).__file__, file)

    def test_refuses_another_file_of_that_name(self):
        self.source("here", "")
        with self.assertRaisesRegex(ImportError, "here is another module there"):
            _extensions.load_here("here", "/elsewhere/here.so")

    def test_takes_whatever_a_body_raises_for_an_import_that_failed(self):
        for error in ("SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()"):
            name = error.partition("(")[0].lower()
            self.source(name, f"raise {error}")
            with self.subTest(error), self.assertRaisesRegex(ImportError, f"{error.partition('(')[0]} while importing"):
                _extensions.load_here(name, "/some/file.so")


if __name__ == "__main__":
    unittest.main()
