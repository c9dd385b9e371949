import sys
import unittest
from importlib.machinery import ModuleSpec
from unittest import mock

import harness  # noqa: F401
from pyloom import _home_packages


def installed(*names):
    """Patches the search for modules: these are there, and whatever is asked for is noted."""
    asked = []

    def find_spec(name):
        asked.append(name)
        return ModuleSpec(name, None) if name in names else None

    return asked, mock.patch("importlib.util.find_spec", find_spec)


class HomePackages(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.dict(_home_packages._decided, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def needs_home(self, name, *there):
        _, patch = installed(*there)
        with patch:
            return _home_packages.needs_home(name)

    def test_is_at_home_where_one_of_what_it_imports_later_is_there(self):
        self.assertTrue(self.needs_home("sqlalchemy", "asyncpg"))

    def test_is_in_lanes_where_none_of_it_is_there(self):
        self.assertFalse(self.needs_home("sqlalchemy", "numpy"))

    def test_goes_for_the_modules_of_the_package(self):
        self.assertTrue(self.needs_home("sympy.utilities.lambdify", "numpy"))
        self.assertFalse(self.needs_home("sympy_plots", "numpy"))

    def test_asks_once_for_each_package_and_never_for_others(self):
        asked, patch = installed()
        with patch:
            for name in ["networkx", "networkx.algorithms", "json", "networkx"]:
                self.assertFalse(_home_packages.needs_home(name))
        self.assertEqual(asked, ["numpy", "scipy"])

    def test_does_not_import_what_it_looks_for(self):
        before = set(sys.modules)
        _home_packages.needs_home("joblib")
        self.assertNotIn("faulthandler", set(sys.modules) - before)


if __name__ == "__main__":
    unittest.main()
