import collections
import dataclasses
import enum
import unittest

from harness import core
from pyloom import _await, _expressions, _plain
from pyloom._errors import FailedStep
from pyloom._expressions import Slot
from pyloom._kept import Kept


class Thing:
    def __init__(self, value=0):
        self.value = value

    def add(self, count):
        self.value += count
        return self.value

    def me(self):
        return self

    def fail(self):
        raise ValueError("no")

    async def later(self, value=None):
        return self.value if value is None else value

    async def late_failure(self):
        raise ValueError("late")


def read(register, path):
    return [0, register, path]


def call(register, path, *args, slots=False, **kwargs):
    return [1, register, path, list(args), kwargs or None, slots]


def operation(register, name, *args, slots=False):
    return [2, register, "", list(args), name, slots]


def one(steps, *roots, keep=False):
    """The value of the last step."""
    output = [len(roots) + len(steps) - 1, keep, False]
    return _await.settle(_expressions.evaluate(*roots, [steps, [output]]))


class OneOutput(unittest.TestCase):
    def test_goes_from_step_to_step(self):
        self.assertEqual(one([call(0, "me"), call(1, "add", 2), operation(2, "op", "*", 3)], Thing(1)), 9)
        self.assertEqual(one([read(0, "value.real")], Thing(1)), 1)
        self.assertEqual(one([operation(0, "item", slice(1, None))], [1, 2, 3]), [2, 3])

    def test_has_values_of_steps_among_arguments(self):
        steps = [call(0, "add", 1), call(0, "me"), call(0, "later", [Slot(1), {"a": (Slot(1), slice(Slot(1)))}], slots=True)]
        self.assertEqual(one(steps, Thing(1)), [2, {"a": (2, slice(2))}])

    def test_awaits_coroutines_between_steps_where_the_first_belongs(self):
        thing = Thing(1)
        steps = [call(0, "later", thing), call(1, "later", thing), call(2, "add", 1)]
        evaluation = _expressions.evaluate(thing, [steps, [[3, False, False]]])
        self.assertEqual(_await.place(evaluation), __name__)
        self.assertEqual(_await.settle(evaluation), 2)

    def test_keeps_what_is_to_stay(self):
        kept = one([call(0, "later", 5)], Thing(), keep=True)
        self.assertIsInstance(kept, Kept)
        self.assertEqual(kept.value, 5)

    def test_tells_the_step_of_several_beside_the_error(self):
        for steps, text in [
            ([call(0, "me"), call(1, "nothing", "a", k=1)], "me().nothing('a', k=1)"),
            ([call(0, "me"), read(1, "nothing")], "me().nothing"),
            ([call(0, "me"), operation(1, "item", "key")], "me()['key']"),
            ([call(0, "me"), operation(1, "op", "+", [])], "me() + …"),
            ([call(0, "me"), call(1, "late_failure"), call(2, "me")], "me().late_failure()"),
        ]:
            with self.assertRaises(FailedStep) as raised:
                one(steps, Thing())
            error, step = raised.exception.args
            self.assertIsInstance(error, Exception)
            self.assertEqual(step, f"<{__name__}.Thing>.{text}")
        with self.assertRaises(ValueError):
            one([call(0, "fail")], Thing())


class SeveralOutputs(unittest.TestCase):
    def setUp(self):
        core.reset()

    def several(self, steps, outputs, *roots):
        _await.settle(_expressions.evaluate(*roots, [steps, outputs]))
        return {number: (ok, value if ok else value["message"]) for number, ok, value in core.sent}

    def test_each_is_sent_as_soon_as_it_is_there(self):
        thing = Thing(1)
        steps = [call(0, "add", 1), call(0, "later"), call(0, "add", 1)]
        self.several(steps, [[2, False, False], [1, False, False], [3, False, False]], thing)
        self.assertEqual(core.sent, [[1, True, 2], [2, True, 3], [0, True, 3]])

    def test_one_that_fails_takes_along_what_hangs_on_it_alone(self):
        steps = [call(0, "fail"), call(1, "me"), call(0, "later", [Slot(2)], slots=True), call(0, "add", 1), call(0, "late_failure")]
        outputs = [[register, False, register == 1] for register in range(1, 6)]
        self.assertEqual(
            self.several(steps, outputs, Thing()),
            {0: (False, "no"), 1: (False, "no"), 2: (False, "no"), 3: (True, 1), 4: (False, "late")},
        )

    def test_may_be_an_object_that_it_begins_with(self):
        self.several([call(0, "add", 1)], [[0, True, True], [1, False, False]], Thing())
        self.assertEqual([number for number, _, _ in core.sent], [1, 0])


class Color(enum.Enum):
    red = "r"


@dataclasses.dataclass
class Point:
    x: int
    color: object


class Plain(unittest.TestCase):
    def test_goes_into_what_has_values(self):
        bag = collections.UserDict(a=Point(1, Color.red))
        self.assertEqual(_plain.plain(bag), {"a": {"x": 1, "color": "r"}})
        self.assertEqual(_plain.plain(collections.deque([{Color.red}])), [{"r"}])

    def test_refuses_what_has_none(self):
        for value in (object(), len, 1j):
            with self.assertRaises(TypeError):
                _plain.plain(value)
        circle = collections.deque()
        circle.append(circle)
        with self.assertRaises(ValueError):
            _plain.plain(circle)


if __name__ == "__main__":
    unittest.main()
