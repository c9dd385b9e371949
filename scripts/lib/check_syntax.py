"""Compiles the given files with the Python that runs this, writing nothing; exits with 1 if one has a syntax error."""

import sys

failed = False
for path in sys.argv[1:]:
    try:
        with open(path, "rb") as source:
            compile(source.read(), path, "exec", dont_inherit=True)
    except SyntaxError as error:
        failed = True
        print("%s:%s: %s" % (path, error.lineno, error.msg), file=sys.stderr)
sys.exit(failed)
