import logging
import unittest

from harness import core
from pyloom import _logging


class Forwarding(unittest.TestCase):
    def setUp(self):
        core.reset()
        self.root = logging.getLogger()
        self.before = list(self.root.handlers), self.root.level
        self.root.handlers[:] = []

    def tearDown(self):
        self.root.handlers[:], level = self.before
        self.root.setLevel(level)

    def records(self):
        return [payload for kind, payload in core.events if kind == "log"]

    def test_sends_records_from_the_level_on(self):
        _logging.configure("info", None)
        logging.getLogger("shop").info("sold %d", 3)
        logging.getLogger("shop").debug("unheard")
        (record,) = self.records()
        self.assertEqual(record["message"], "sold 3")
        self.assertEqual(record["level"], 20)
        self.assertEqual(record["levelName"], "INFO")
        self.assertEqual(record["logger"], "shop")
        self.assertEqual(record["function"], "test_sends_records_from_the_level_on")
        self.assertEqual(record["module"], "test_logging")
        self.assertGreater(record["time"], 1.6e12)
        self.assertNotIn("text", record)

    def test_adds_the_formatted_text_and_the_exception(self):
        _logging.configure(20, "%(levelname)s: %(message)s")
        try:
            1 / 0
        except ZeroDivisionError:
            logging.exception("failed")
        (record,) = self.records()
        self.assertTrue(record["text"].startswith("ERROR: failed\nTraceback"))
        self.assertTrue(record["exception"].endswith("ZeroDivisionError: division by zero"))
        self.assertEqual(record["message"], "failed")

    def test_takes_levels_as_python_spells_them(self):
        for level in ("WARNING", "warning", 30):
            _logging.configure(level, None)
            self.assertEqual(self.root.level, 30)
        with self.assertRaises(ValueError):
            _logging.configure("loud", None)

    def test_adds_its_handler_once(self):
        _logging.configure("info", None)
        _logging.configure("info", None)
        self.assertEqual(len(self.root.handlers), 1)

    def test_never_raises_into_the_program(self):
        _logging.configure("info", None)
        raising, logging.raiseExceptions = logging.raiseExceptions, False
        try:
            logging.info("two %s %s", "one")
        finally:
            logging.raiseExceptions = raising
        self.assertEqual(self.records(), [])


if __name__ == "__main__":
    unittest.main()
