"""Prints the outcomes in a report of regrtest as one JSON object: the name of each test, and how it ended."""

import json
import sys
import xml.etree.ElementTree as ElementTree


def outcome_of(case):
    if case.find("error") is not None or case.find("failure") is not None:
        return "failed"
    if case.get("result") == "UNEXPECTED_SUCCESS":
        return "failed"
    return "passed" if case.find("skipped") is None else "skipped"


cases = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
json.dump({case.get("name"): outcome_of(case) for case in cases if case.get("name")}, sys.stdout)
