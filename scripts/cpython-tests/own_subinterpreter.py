"""python own_subinterpreter.py SUITE REPORT [LEFT OUT...]: a suite in a sub-interpreter as CPython makes it, without pyloom."""

import os
import sys

try:
    import _interpreters
except ImportError:  # before 3.13
    import _xxsubinterpreters as _interpreters

folder = os.path.dirname(os.path.abspath(__file__))
interpreter = _interpreters.create()
_interpreters.run_string(
    interpreter,
    "import sys; sys.path.insert(0, %r); import lane_suite; lane_suite.run(%r, %r, %r)"
    % (folder, *sys.argv[1:3], sys.argv[3:]),
)
