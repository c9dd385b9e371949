import os
import sys
import unittest
import weakref

import harness  # noqa: F401
from pyloom import _evaluate
from pyloom._exceptions import describe, describe_kept


def raised(action):
    try:
        action()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


class Describe(unittest.TestCase):
    def test_has_type_module_message_and_traceback(self):
        described = describe(raised(lambda: int("x")))
        self.assertEqual(described["type"], "ValueError")
        self.assertEqual(described["module"], "builtins")
        self.assertEqual(described["message"], "invalid literal for int() with base 10: 'x'")
        self.assertTrue(described["traceback"].startswith("Traceback (most recent call last):\n"))
        self.assertTrue(described["traceback"].endswith("ValueError: invalid literal for int() with base 10: 'x'\n"))
        self.assertEqual(described["notes"], [])
        self.assertNotIn("cause", described)

    def test_leaves_out_the_frames_of_the_glue(self):
        text = describe(raised(lambda: _evaluate.execute(None, "def f():\n    g()\nf()")))["traceback"]
        self.assertIn("g()", text)
        self.assertNotIn(os.path.dirname(_evaluate.__file__), text)

    def test_follows_causes_and_unsuppressed_contexts(self):
        def from_cause():
            try:
                raise KeyError("first")
            except KeyError as error:
                raise ValueError("second") from error

        def from_context():
            try:
                raise KeyError("first")
            except KeyError:
                raise ValueError("second")  # noqa: B904

        def suppressed():
            try:
                raise KeyError("first")
            except KeyError:
                raise ValueError("second") from None

        self.assertEqual(describe(raised(from_cause))["cause"]["type"], "KeyError")
        self.assertEqual(describe(raised(from_context))["cause"]["message"], "'first'")
        self.assertNotIn("cause", describe(raised(suppressed)))

    def test_ends_at_a_cycle_of_causes(self):
        one, other = ValueError("one"), ValueError("other")
        one.__cause__, other.__cause__ = other, one
        described = describe(one)
        self.assertEqual(described["cause"]["message"], "other")
        self.assertNotIn("cause", described["cause"])

    def test_bounds_a_long_chain(self):
        error = ValueError("0")
        for i in range(1000):
            outer = ValueError(str(i))
            outer.__cause__ = error
            error = outer
        depth, described = 0, describe(error)
        while "cause" in described:
            depth, described = depth + 1, described["cause"]
        self.assertLess(depth, 64)

    def test_survives_exceptions_that_cannot_be_shown(self):
        class Broken(Exception):
            def __str__(self):
                raise RuntimeError("no text")

            __repr__ = __str__

        class NoText(Exception):
            def __str__(self):
                return None

        class Notes(Exception):
            __notes__ = 7

        for error in (Broken(), NoText(), Notes()):
            described = describe(error)
            self.assertEqual(described["type"].split(".")[-1], type(error).__name__)
            self.assertIsInstance(described["message"], str)
            self.assertIsInstance(described["traceback"], str)

    def test_gives_the_names_of_nested_classes_as_python_prints_them(self):
        class Inner(Exception):
            pass

        self.assertIn("<locals>.Inner", describe(Inner())["type"])

    def test_leaves_generators_to_go_on_that_have_caught_it(self):
        def asking():
            while True:
                try:
                    raised_here = None
                    raise ValueError("lost")
                except ValueError as error:
                    raised_here = error
                yield raised_here

        asks = asking()
        describe_kept(next(asks), None)
        self.assertIsInstance(next(asks), ValueError)

    def test_clears_the_variables_of_functions(self):
        class Large:
            pass

        def fails():
            large = Large()
            alive.append(weakref.ref(large))
            raise ValueError

        alive = []
        error = raised(fails)
        describe_kept(error, None)
        self.assertIsNone(alive[0]())

    def test_shortens_a_recursion(self):
        def forever():
            forever()

        text = describe(raised(forever))["traceback"]
        self.assertIn("Previous line repeated", text)
        self.assertLess(len(text), 5000)

    @unittest.skipIf(sys.version_info < (3, 11), "exception groups and notes came with 3.11")
    def test_shows_groups_and_notes(self):
        group = ExceptionGroup("both", [ValueError("one"), KeyError("two")])  # noqa: F821
        group.add_note("seen on a Monday")
        described = describe(raised(lambda: (_ for _ in ()).throw(group)))
        self.assertEqual(described["notes"], ["seen on a Monday"])
        self.assertIn("ValueError: one", described["traceback"])
        self.assertIn("seen on a Monday", described["traceback"])


if __name__ == "__main__":
    unittest.main()
