import importlib
import inspect
import sys
import traceback
import unittest

import harness  # noqa: F401
from pyloom import _defined, _defined_finder, _modules


class DefineModule(unittest.TestCase):
    def tearDown(self):
        for name in [name for name in sys.modules if name.split(".")[0] in ("shop", "other")]:
            del sys.modules[name]
        _defined_finder.sources.clear()

    def define(self, name, source):
        _defined.check(name, source)
        _defined.define(name, source)

    def test_makes_source_importable(self):
        self.define("shop", "price = 5\ndef twice(): return price * 2")
        self.assertEqual(importlib.import_module("shop").twice(), 10)
        self.assertEqual(importlib.import_module("shop").__name__, "shop")

    def test_runs_nothing_before_it_is_imported(self):
        self.define("shop", "raise RuntimeError('too early')")
        with self.assertRaisesRegex(RuntimeError, "too early"):
            importlib.import_module("shop")

    def test_replaces_and_reloads_one_that_is_loaded(self):
        self.define("shop", "price = 1\nold = True")
        module = importlib.import_module("shop")
        self.define("shop", "price = 2")
        self.assertEqual(module.price, 2)
        self.assertIs(importlib.import_module("shop"), module)

    def test_comes_before_a_module_of_the_same_name_on_disk(self):
        original = importlib.import_module("colorsys")
        self.define("colorsys", "mine = True")
        try:
            self.assertTrue(importlib.import_module("colorsys").mine)
        finally:
            sys.modules["colorsys"] = original

    def test_says_what_is_wrong_with_the_source_and_changes_nothing(self):
        with self.assertRaises(SyntaxError) as caught:
            _defined.check("shop", "def f(:\n")
        self.assertEqual(caught.exception.filename, "<module shop>")

    def test_wants_the_parent_of_a_dotted_name(self):
        with self.assertRaisesRegex(ModuleNotFoundError, "define 'other' before 'other.part'"):
            _defined.check("other.part", "x = 1")
        self.define("other", "x = 0")
        self.define("other.part", "x = 1")
        self.assertEqual(importlib.import_module("other.part").x, 1)

    def test_makes_a_loaded_module_a_package_when_it_gets_a_part(self):
        self.define("other", "x = 0")
        importlib.import_module("other")
        self.define("other.late", "x = 2")
        self.assertEqual(importlib.import_module("other.late").x, 2)

    def test_lets_parts_import_each_other(self):
        self.define("other", "")
        self.define("other.a", "from . import b\nvalue = b.value + 1")
        self.define("other.b", "value = 1")
        self.assertEqual(importlib.import_module("other.a").value, 2)

    def test_shows_its_lines_in_tracebacks_and_to_inspect(self):
        self.define("shop", "def fail():\n    raise KeyError('sold out')\n")
        module = importlib.import_module("shop")
        try:
            module.fail()
        except KeyError:
            text = traceback.format_exc()
        self.assertIn("raise KeyError('sold out')", text)
        self.assertIn("<module shop>", text)
        self.assertEqual(inspect.getsource(module.fail), "def fail():\n    raise KeyError('sold out')\n")

    def test_reload_runs_the_source_again(self):
        self.define("shop", "count = globals().get('count', 0) + 1")
        module = importlib.import_module("shop")
        _modules.reload("shop")
        self.assertEqual(module.count, 2)
        _modules.reload("not_loaded_at_all")


class Path(unittest.TestCase):
    def test_puts_folders_in_front_in_their_order(self):
        before = list(sys.path)
        try:
            _modules.put_in_front(["/one", "/two"])
            self.assertEqual(sys.path, ["/one", "/two", *before])
            _modules.put_in_front(["/two"])
            self.assertEqual(sys.path, ["/two", "/one", *before])
        finally:
            sys.path[:] = before

    def test_aliases_name_the_same_module(self):
        _modules.alias(["erlang"])
        self.assertIs(importlib.import_module("erlang"), sys.modules["pyloom"])
        del sys.modules["erlang"]


if __name__ == "__main__":
    unittest.main()
