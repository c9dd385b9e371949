import os
import sys
import tempfile
import unittest

import harness  # noqa: F401
from pyloom import _venv


class Venv(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.venv = os.path.join(os.path.realpath(self.folder.name), "venv")
        threads = "t" if "t" in getattr(sys, "abiflags", "") else ""
        self.site = os.path.join(self.venv, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}{threads}", "site-packages")
        os.makedirs(self.site)
        with open(os.path.join(self.venv, "pyvenv.cfg"), "w") as file:
            file.write("home = /usr/bin\n")
        self.before = list(sys.path), sys.prefix, os.environ.get("VIRTUAL_ENV")

    def tearDown(self):
        _venv.deactivate()
        self.folder.cleanup()

    def test_puts_its_packages_in_front_and_restores_exactly(self):
        extra = os.path.join(self.venv, "extra")
        os.mkdir(extra)
        with open(os.path.join(self.site, "more.pth"), "w") as file:
            file.write(extra + "\n")
        _venv.activate(self.venv, _venv.variable_before())
        self.assertEqual(sys.path[:2], [self.site, extra])
        self.assertEqual(sys.prefix, self.venv)
        self.assertEqual(_venv.info(), {"active": True, "path": self.venv, "sitePackages": self.site})
        _venv.deactivate()
        self.assertEqual((sys.path, sys.prefix, os.environ.get("VIRTUAL_ENV")), self.before)

    def test_takes_the_place_of_one_that_is_active(self):
        _venv.activate(self.venv, _venv.variable_before())
        _venv.activate(self.venv, _venv.variable_before())
        self.assertEqual(sys.path.count(self.site), 1)
        _venv.deactivate()
        self.assertEqual(sys.path, self.before[0])

    def test_says_what_is_wrong_with_a_folder(self):
        with self.assertRaisesRegex(ValueError, "pyvenv.cfg"):
            _venv.activate(self.folder.name, None)
        os.rename(os.path.join(self.venv, "lib"), os.path.join(self.venv, "lib2"))
        with self.assertRaisesRegex(ValueError, "another Python"):
            _venv.activate(self.venv, _venv.variable_before())
        self.assertEqual(sys.path, self.before[0])
        self.assertIsNone(_venv._active)

    def test_is_not_active_outside_of_one(self):
        if sys.prefix == sys.base_prefix:
            self.assertEqual(_venv.info(), {"active": False})


if __name__ == "__main__":
    unittest.main()
