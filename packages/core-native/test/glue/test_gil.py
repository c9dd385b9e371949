import sys
import unittest

from harness import core


@unittest.skipUnless(hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled(), "for free-threaded Pythons")
class Watch(unittest.TestCase):
    def test_names_the_module_that_switches_the_gil_on(self):
        import importlib
        from importlib.machinery import ExtensionFileLoader

        from pyloom import _gil

        noted = []
        core.note_gil = lambda: noted.append(True)
        _gil.watch()
        importlib.reload(importlib.import_module("_json"))
        self.assertEqual((_gil.culprit, noted), (None, []))
        real, sys._is_gil_enabled = sys._is_gil_enabled, lambda: True
        try:
            loader = ExtensionFileLoader("unsafe", "/no/such/file.so")
            with self.assertRaises(ImportError):
                loader.create_module(importlib.machinery.ModuleSpec("unsafe", loader, origin="/no/such/file.so"))
        finally:
            sys._is_gil_enabled = real
        self.assertEqual((_gil.culprit, noted), ("unsafe", [True]))


if __name__ == "__main__":
    unittest.main()
