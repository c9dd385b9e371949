import os
import sys
import tempfile
import types
import unittest
from importlib import import_module, invalidate_caches
from importlib.machinery import EXTENSION_SUFFIXES
from unittest import mock

import harness
from pyloom import _later_imports


@unittest.skipUnless(hasattr(sys, "stdlib_module_names"), "from 3.10 on; lanes need 3.12")
class LaterImports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        for patch in (
            mock.patch.object(sys, "path", [self.folder, os.path.join(self.folder, "site-packages"), *sys.path]),
            mock.patch.dict(sys.modules),
            mock.patch.dict(_later_imports._decided, clear=True),
            mock.patch.object(harness.core, "is_named_home", lambda name: name == "named", create=True),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        self.write("site-packages/compiled/part" + EXTENSION_SUFFIXES[0], "")
        self.write("site-packages/compiled/__init__.py", "")
        self.write("named.py", "")
        self.write("own_speedups" + EXTENSION_SUFFIXES[0], "")
        invalidate_caches()

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def needs_home(self, text, name="app"):
        self.write(name.replace(".", "/") + ".py", text)
        invalidate_caches()
        import_module(name)
        return _later_imports.needs_home(name)

    def test_finds_what_a_function_imports(self):
        for text in (
            "def f():\n    import compiled",
            "class A:\n    async def f(self):\n        from compiled import part",
            "def f():\n    import named",
            "def f():\n    import own_speedups",
        ):
            sys.modules.pop("app", None)
            self.assertTrue(self.needs_home(text), text)

    def test_leaves_alone_what_is_pure_or_missing_or_at_the_top_or_no_import(self):
        self.write("pure.py", "")
        for text in (
            "def f():\n    import pure, json, nowhere",
            "import compiled",
            "if True:\n    import compiled as name",
            'def f():\n    """For instance:\n\n    import compiled\n    """',
        ):
            sys.modules.pop("app", None)
            self.assertFalse(self.needs_home(text), text)

    def test_follows_the_modules_of_the_user(self):
        self.write("deep.py", "import compiled\n")
        self.write("space/below.py", "import deep\n")  # a package without __init__.py
        self.assertTrue(self.needs_home("def f():\n    from space import below"))

    def test_ends_where_modules_import_each_other(self):
        self.write("one.py", "import two\ndef f():\n    import two\n")
        self.write("two.py", "def f():\n    import one, three\n")
        self.write("three.py", "import one\n")
        self.assertFalse(self.needs_home("import one\ndef f():\n    import three"))

    def test_minds_nothing_that_lies_in_sys_modules(self):
        sys.modules["stranger"] = mock.MagicMock()
        sys.modules["emptied"] = None
        sys.modules["bare"] = types.ModuleType("bare")
        text = "import bare, stranger\nx = bare\nclass A: __module__ = 'stranger'\ndef f():\n    import stranger, emptied, bare\n    from . import app"
        self.assertFalse(self.needs_home(text))


if __name__ == "__main__":
    unittest.main()
