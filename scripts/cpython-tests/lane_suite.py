"""Runs a suite of CPython's tests in the interpreter that imports this, by unittest: regrtest wants the main thread."""

import fnmatch
import json
import sys
import unittest

#: Those that the other ways use, too.
RESOURCES = ["audio", "curses", "decimal", "subprocess", "walltime"]


class Result(unittest.TextTestResult):
    """Keeps how each test ended, by the names that regrtest gives them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = {}

    def _end(self, test, outcome):
        self.outcomes[test.id()] = outcome

    def addSuccess(self, test):
        super().addSuccess(test)
        self._end(test, "passed")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._end(test, "passed")

    def addError(self, test, err):
        super().addError(test, err)
        self._end(test, "failed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._end(test, "failed")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._end(test, "failed")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._end(test, "failed")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._end(test, "skipped")


def run(name, report, left_out):
    """Writes the outcomes into the report. Which interpreter it was."""
    from test import support

    support.use_resources = RESOURCES
    support.verbose = False
    tests = unittest.TestSuite()
    try:
        loaded = unittest.defaultTestLoader.loadTestsFromName("test." + name)
        tests.addTests(without(loaded, left_out))
    except unittest.SkipTest as reason:
        print("skipped as a whole:", reason)
    result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Result).run(tests)
    with open(report, "w") as file:
        json.dump(result.outcomes, file)
    return _interpreter()


def without(suite, left_out):
    left = type(suite)()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            left.addTest(without(test, left_out))
        elif not any(fnmatch.fnmatchcase(test.id(), pattern) for pattern in left_out):
            left.addTest(test)
    return left


def _interpreter():
    try:
        from _pyloom_core import interpreter_id
    except ImportError:  # plain Python
        return None
    return interpreter_id()
