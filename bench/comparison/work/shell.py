"""The other end of python-shell: one JSON message in, one out, in order."""

import json
import sys

import work

for line in sys.stdin:
    request = json.loads(line)
    result = getattr(work, request["name"])(*request["args"])
    sys.stdout.write(json.dumps({"result": result}) + "\n")
    sys.stdout.flush()
