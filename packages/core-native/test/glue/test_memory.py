import unittest
from types import ModuleType
from unittest import mock

import harness  # noqa: F401
from pyloom import _finish, _memory, _references


class Memory(unittest.TestCase):
    def test_gives_figures(self):
        figures = _memory.figures()
        self.assertEqual(len(figures["gcStats"]), 3)
        self.assertEqual([len(figures["gcCount"]), len(figures["gcThreshold"])], [3, 3])
        self.assertGreaterEqual(figures["allocatedBlocks"], 0)
        self.assertNotIn("tracedMemory", figures)

    def test_traces_allocations_when_asked(self):
        _memory.trace_allocations(1)
        try:
            kept = [object() for _ in range(1000)]
            self.assertGreater(_memory.figures()["tracedMemory"]["current"], 8000)
            del kept
        finally:
            _memory.trace_allocations(0)
        self.assertNotIn("tracedMemory", _memory.figures())

    def test_gives_figures_while_another_lane_imports_tracemalloc(self):
        with mock.patch.dict("sys.modules", {"tracemalloc": ModuleType("tracemalloc")}):
            self.assertNotIn("tracedMemory", _memory.figures())

    def test_collects_what_cannot_be_reached(self):
        _memory.collect(2)
        cycle = []
        cycle.append(cycle)
        del cycle
        self.assertGreaterEqual(_memory.collect(2), 1)


class Finish(unittest.TestCase):
    def test_runs_each_exit_function_once(self):
        import atexit

        runs = []
        atexit.register(runs.append, 1)
        _finish.finish()
        _finish.finish()
        self.assertEqual(runs, [1])


class References(unittest.TestCase):
    def test_operates_on_dotted_names(self):
        from types import SimpleNamespace

        target = SimpleNamespace(inner=SimpleNamespace(value=1))
        self.assertEqual(_references.get(target, "inner.value"), 1)
        _references.set_(target, "inner.value", 2)
        _references.set_(target, "other", 3)
        self.assertEqual((target.inner.value, target.other), (2, 3))
        self.assertEqual(_references.call("a-b", "split", "-"), ["a", "b"])
        self.assertEqual(_references.call("{x}", "format", x=1), "1")


if __name__ == "__main__":
    unittest.main()
