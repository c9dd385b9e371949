import asyncio
import threading
import unittest

from harness import core
from pyloom._tracing import Span, trace


class Spans(unittest.TestCase):
    def setUp(self):
        core.reset()

    def spans(self):
        return {payload["name"]: payload for kind, payload in core.events if kind == "span"}

    def test_has_name_time_attributes_and_events(self):
        with Span("load", path="a.txt") as span:
            span.event("opened", size=3)
            span.set("rows", 7)
        sent = self.spans()["load"]
        self.assertEqual(sent["attributes"], {"path": "a.txt", "rows": 7})
        self.assertEqual(sent["events"][0]["name"], "opened")
        self.assertEqual(sent["status"], "ok")
        self.assertGreaterEqual(sent["duration"], 0)
        self.assertNotIn("parentId", sent)
        self.assertEqual(len(sent["id"]), 16)

    def test_knows_its_parent(self):
        with Span("outer"):
            with Span("inner"):
                pass
        spans = self.spans()
        self.assertEqual(spans["inner"]["parentId"], spans["outer"]["id"])

    def test_keeps_the_parents_of_tasks_apart(self):
        async def work(name):
            with Span(name):
                await asyncio.sleep(0)
                with Span(f"in {name}"):
                    await asyncio.sleep(0)

        async def both():
            await asyncio.gather(work("a"), work("b"))

        asyncio.run(both())
        spans = self.spans()
        self.assertEqual(spans["in a"]["parentId"], spans["a"]["id"])
        self.assertEqual(spans["in b"]["parentId"], spans["b"]["id"])

    def test_tells_of_the_error_and_lets_it_pass(self):
        with self.assertRaises(ValueError):
            with Span("fails"):
                raise ValueError("bad")
        self.assertEqual(self.spans()["fails"]["status"], "error")
        self.assertEqual(self.spans()["fails"]["error"], "ValueError: bad")

    def test_may_be_an_attribute_named_name(self):
        with Span("call", name="x", self=1):
            pass
        self.assertEqual(self.spans()["call"]["attributes"], {"name": "x", "self": 1})

    def test_sends_as_text_what_cannot_cross(self):
        emit = core.emit

        def picky(kind, payload):
            if isinstance(payload["attributes"]["thing"], threading.Thread):
                raise TypeError("cannot cross")
            return emit(kind, payload)

        core.emit = picky
        try:
            with Span("odd", thing=threading.current_thread()):
                pass
        finally:
            del core.emit
        self.assertIn("Thread", self.spans()["odd"]["attributes"]["thing"])


class Trace(unittest.TestCase):
    def setUp(self):
        core.reset()

    def names(self):
        return [payload["name"] for _, payload in core.events]

    def test_names_the_span_after_the_function_or_as_told(self):
        @trace()
        def plain():
            return 1

        @trace("named")
        async def coroutine():
            return 2

        self.assertEqual(plain(), 1)
        self.assertEqual(asyncio.run(coroutine()), 2)
        self.assertEqual(self.names(), ["Trace.test_names_the_span_after_the_function_or_as_told.<locals>.plain", "named"])
        self.assertTrue(asyncio.iscoroutinefunction(coroutine))

    def test_says_how_it_is_written(self):
        with self.assertRaisesRegex(TypeError, "@trace\\(\\)"):

            @trace
            def forgotten():
                pass


if __name__ == "__main__":
    unittest.main()
