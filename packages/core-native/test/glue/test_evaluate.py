import asyncio
import linecache
import traceback
import types
import unittest

import harness  # noqa: F401
from pyloom import _ops
from pyloom._await import settle
from pyloom._contexts import namespace


class Evaluate(unittest.TestCase):
    def tearDown(self):
        for name in ("x", "limit", "f"):
            namespace(None).pop(name, None)

    def test_gives_the_value_of_an_expression(self):
        self.assertEqual(_ops.evaluate("1 + 2", None), 3)

    def test_sees_what_exec_defined(self):
        _ops.execute("limit = 7")
        self.assertEqual(_ops.evaluate("limit * 2", None), 14)

    def test_shows_locals_to_comprehensions_and_lambdas(self):
        self.assertEqual(_ops.evaluate("[y for y in range(5) if y < limit]", {"limit": 2}), [0, 1])
        self.assertEqual(_ops.evaluate("(lambda a: a + x)(1)", {"x": 2}), 3)

    def test_forgets_locals_and_leaves_names_of_the_namespace_alone(self):
        _ops.execute("x = 'kept'")
        self.assertEqual(_ops.evaluate("x", {"x": 5}), 5)
        self.assertEqual(_ops.evaluate("x", None), "kept")
        with self.assertRaises(NameError):
            _ops.evaluate("limit", None)

    def test_gives_the_same_names_other_values_each_time(self):
        self.assertEqual([_ops.evaluate("x + 1", {"x": i}) for i in range(3)], [1, 2, 3])

    def test_takes_any_order_and_number_of_locals(self):
        names = {f"name_{i}": i for i in range(300)}
        self.assertEqual(_ops.evaluate("name_0 + name_299", names), 299)

    def test_refuses_locals_that_are_no_names(self):
        for name in ("a b", "class", "1a", ""):
            with self.assertRaisesRegex(ValueError, "is not a name"):
                _ops.evaluate("1", {name: 1})

    def test_cannot_be_broken_out_of(self):
        with self.assertRaises(SyntaxError):
            _ops.evaluate("x) + (1", {"x": 1})

    def test_allows_white_space_in_front_as_the_builtin_does(self):
        self.assertEqual(_ops.evaluate("  \t1", None), 1)
        self.assertEqual(_ops.evaluate("  x", {"x": 1}), 1)

    def test_awaits_what_can_be_awaited(self):
        _ops.execute("import asyncio\nasync def f(a):\n    await asyncio.sleep(0)\n    return a")
        # By whoever has asked: the lane, a loop of its interpreter, or the context.
        self.assertEqual(settle(_ops.evaluate("f(3)", None)), 3)
        self.assertEqual(settle(_ops.evaluate("f(x)", {"x": 4})), 4)
        self.assertEqual(settle(_ops.evaluate("types.coroutine(lambda: (yield))()", {"types": types})), None)
        context = _ops.open_context()
        _ops.execute_in_context(context, "async def f(a): return a")
        self.assertEqual(_ops.evaluate_in_context(context, "f(5)", None), 5)

    def test_awaits_inside_a_running_loop_too(self):
        async def outer():
            return settle(_ops.evaluate("f(1)", {"f": inner}))

        async def inner(a):
            await asyncio.sleep(0)
            return a + 1

        self.assertEqual(asyncio.run(outer()), 2)

    def test_shows_its_source_in_a_traceback(self):
        try:
            _ops.evaluate("1 / x", {"x": 0})
        except ZeroDivisionError:
            self.assertIn("1 / x", traceback.format_exc())

    def test_forgets_old_sources(self):
        before = len(linecache.cache)
        for i in range(2000):
            _ops.evaluate(f"{i}", None)
        self.assertLess(len(linecache.cache) - before, 600)


class Execute(unittest.TestCase):
    def test_shows_the_lines_of_functions_defined_before(self):
        _ops.execute("def f():\n    raise ValueError('here')\n")
        try:
            _ops.evaluate("f()", None)
        except ValueError:
            self.assertIn("raise ValueError('here')", traceback.format_exc())

    def test_names_the_line_of_a_syntax_error(self):
        with self.assertRaises(SyntaxError) as caught:
            _ops.execute("a = 1\nb = = 2\n")
        self.assertEqual(caught.exception.lineno, 2)
        self.assertEqual(caught.exception.text, "b = = 2\n" if caught.exception.text.endswith("\n") else "b = = 2")

    def test_does_not_inherit_the_future_of_the_glue(self):
        _ops.execute("def f(a: int): pass\nkind = type(f.__annotations__['a'])")
        self.assertIs(_ops.evaluate("kind", None), type)


class Contexts(unittest.TestCase):
    def test_keeps_names_apart(self):
        one, other = _ops.open_context(), _ops.open_context()
        _ops.execute_in_context(one, "x = 1")
        _ops.execute_in_context(other, "x = 2")
        self.assertEqual(_ops.evaluate_in_context(one, "x", None), 1)
        self.assertEqual(_ops.evaluate_in_context(other, "x + y", {"y": 1}), 3)
        with self.assertRaises(NameError):
            _ops.evaluate("x", None)

    def test_calls_its_own_functions_as_main(self):
        context = _ops.open_context()
        _ops.execute_in_context(context, "def add(a, b=0): return a + b + base\nbase = 10")
        self.assertEqual(_ops.call_in_context(context, "__main__", "add", 1, b=2), 13)
        self.assertEqual(_ops.call_in_context(context, "math", "sqrt", 16), 4.0)
        self.assertEqual(_ops.call_in_context(context, "collections", "Counter.__name__.upper"), "COUNTER")

    def test_is_gone_when_closed(self):
        context = _ops.open_context()
        _ops.close_context(context)
        with self.assertRaisesRegex(RuntimeError, "the context is closed"):
            _ops.evaluate_in_context(context, "1", None)


if __name__ == "__main__":
    unittest.main()
