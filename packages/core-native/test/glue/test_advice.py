import os
import sys
import tempfile
import unittest
from unittest import mock

import harness  # noqa: F401
from pyloom import _venv
from pyloom._advice import advice


def missing(name, message=None):
    message = message or f"No module named {name!r}"
    return advice(ModuleNotFoundError(message, name=name), message)


def at_version(*version):
    return mock.patch.object(sys, "version_info", version + (0, "final", 0))


def in_a_venv():
    return mock.patch.object(_venv, "info", lambda: {"active": True, "path": "/venv", "sitePackages": "/venv/site"})


class Missing(unittest.TestCase):
    def test_tells_in_which_release_a_module_went(self):
        with in_a_venv():
            for name, since in [("crypt", (3, 13)), ("distutils", (3, 12)), ("sre_parse", (3, 15)), ("parser", (3, 10))]:
                with self.subTest(name), at_version(*since):
                    text = missing(name)
                    self.assertIn("no more since %d.%d" % since, text)
                    self.assertNotIn("install", text.replace("setuptools", ""))

    def test_names_what_stands_in(self):
        with at_version(3, 13):
            self.assertRegex(missing("imp"), "see importlib$")

    def test_tells_in_which_release_a_module_comes(self):
        with at_version(3, 9), in_a_venv():
            self.assertEqual(missing("tomllib"), "Python has it from 3.11 on, and this is 3.9; see the package tomli")

    def test_knows_the_names_of_python_2(self):
        self.assertRegex(missing("urllib2"), "in Python 3 it is urllib.request$")

    def test_tells_what_this_python_was_made_without(self):
        with in_a_venv():
            text = missing("_lzma")
        self.assertIn(f"but {sys.executable} has come without it", text)
        self.assertIn("liblzma and its headers", text)

    @unittest.skipIf(sys.platform == "win32", "that has no packages of the system's")
    def test_names_the_package_of_the_system(self):
        self.assertIn("package python3-tk brings it", missing("tkinter"))
        self.assertIn("package python3-tk brings it", missing("_tkinter"))

    def test_tells_which_system_a_module_belongs_to(self):
        for platform, name, other in [("linux", "winreg", "Windows"), ("win32", "fcntl", "Unix")]:
            with self.subTest(name), mock.patch.object(sys, "platform", platform):
                self.assertEqual(missing(name), f"Python has it on {other} only")

    def test_names_the_module_that_a_package_brings(self):
        installed = {"sklearn", "PIL", "typing_extensions"}
        with in_a_venv(), mock.patch("importlib.util.find_spec", lambda name: name if name in installed else None):
            for package, module in [("scikit-learn", "sklearn"), ("Pillow", "PIL"), ("typing-extensions", "typing_extensions")]:
                self.assertEqual(missing(package), f"that is the name of a package, whose module is {module}")
            self.assertRegex(missing("beautifulsoup4"), "beautifulsoup4 installs the package of that name$")

    def test_tells_of_a_file_that_lies_where_nobody_looks(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch("os.getcwd", lambda: folder), in_a_venv():
            for file in ("prices.py", os.path.join("shop", "__init__.py")):
                os.makedirs(os.path.dirname(os.path.join(folder, file)), exist_ok=True)
                open(os.path.join(folder, file), "w").close()
                name = file.replace(os.sep, ".").split(".")[0]
                self.assertTrue(missing(name).startswith(f"there is {file} in {folder}, where Python does not look; "))
                self.assertIn(f"sysPath: [{folder!r}]", missing(name))

    def test_tells_a_module_from_its_file(self):
        self.assertEqual(
            missing("prices.py", "No module named 'prices.py'; 'prices' is not a package"),
            "modules go by their names, without .py: prices",
        )

    def test_names_the_package_that_brings_a_module_of_another_name(self):
        with in_a_venv():
            self.assertRegex(missing("cv2"), "install --python .* opencv-python installs the package that brings it$")
            self.assertRegex(missing("requests"), "requests installs the package of that name$")

    def test_has_no_advice_on_parts_of_packages_and_errors_with_words_of_their_own(self):
        with in_a_venv():
            self.assertIsNone(missing("json.nothing"))
            self.assertIsNone(missing("crypt", "crypt needs a fast machine"))
            self.assertIsNone(advice(ImportError("No module named 'crypt'", name="crypt"), "No module named 'crypt'"))


class Arrays(unittest.TestCase):
    def on(self, action):
        with self.assertRaises(Exception) as caught:
            action()
        return advice(caught.exception, str(caught.exception))

    def test_of_javascript_are_lent_for_reading(self):
        def write():
            memoryview(b"ab")[0] = 1

        self.assertRegex(self.on(write), "writable")
        self.assertIsNone(self.on(lambda: setattr(range(1), "start", 1)))

    def test_are_memoryviews_unless_numpys_are_wanted(self):
        def multiply():
            return memoryview(b"ab") * 2

        self.assertIsNone(self.on(multiply))
        with mock.patch.dict(sys.modules, numpy=sys):
            self.assertRegex(self.on(multiply), "arrays: 'numpy'")
            self.assertRegex(self.on(lambda: memoryview(b"ab").mean()), "arrays: 'numpy'")
            self.assertIsNone(self.on(lambda: [] * "a"))


class Loops(unittest.TestCase):
    def test_run_coroutine_functions(self):
        import asyncio

        with self.assertRaises(RuntimeError) as caught:
            asyncio.get_running_loop()
        self.assertRegex(advice(caught.exception, str(caught.exception)), "async def")


if __name__ == "__main__":
    unittest.main()
