import asyncio
import gc
import linecache
import math
import re
import sys
import traceback
import types
import unittest

import harness  # noqa: F401
from pyloom import _contexts, _defined, _evaluate, _modules
from pyloom._await import settle
from pyloom._contexts import namespace
from pyloom._evaluate import execute_in


class Evaluate(unittest.TestCase):
    def tearDown(self):
        for name in ("x", "limit", "f"):
            namespace(None).pop(name, None)

    def test_gives_the_value_of_an_expression(self):
        self.assertEqual(_evaluate.evaluate(None, "1 + 2", None), 3)

    def test_sees_what_exec_defined(self):
        _evaluate.execute(None, "limit = 7")
        self.assertEqual(_evaluate.evaluate(None, "limit * 2", None), 14)

    def test_shows_locals_to_comprehensions_and_lambdas(self):
        self.assertEqual(_evaluate.evaluate(None, "[y for y in range(5) if y < limit]", {"limit": 2}), [0, 1])
        self.assertEqual(_evaluate.evaluate(None, "(lambda a: a + x)(1)", {"x": 2}), 3)

    def test_forgets_locals_and_leaves_names_of_the_namespace_alone(self):
        _evaluate.execute(None, "x = 'kept'")
        self.assertEqual(_evaluate.evaluate(None, "x", {"x": 5}), 5)
        self.assertEqual(_evaluate.evaluate(None, "x", None), "kept")
        with self.assertRaises(NameError):
            _evaluate.evaluate(None, "limit", None)

    def test_gives_the_same_names_other_values_each_time(self):
        self.assertEqual([_evaluate.evaluate(None, "x + 1", {"x": i}) for i in range(3)], [1, 2, 3])

    def test_takes_any_order_and_number_of_locals(self):
        names = {f"name_{i}": i for i in range(300)}
        self.assertEqual(_evaluate.evaluate(None, "name_0 + name_299", names), 299)

    def test_refuses_locals_that_are_no_names(self):
        for name in ("a b", "class", "1a", ""):
            with self.assertRaisesRegex(ValueError, "is not a name"):
                _evaluate.evaluate(None, "1", {name: 1})

    def test_cannot_be_broken_out_of(self):
        with self.assertRaises(SyntaxError):
            _evaluate.evaluate(None, "x) + (1", {"x": 1})

    def test_allows_white_space_around_it(self):
        self.assertEqual(_evaluate.evaluate(None, "  \t1", None), 1)
        self.assertEqual(_evaluate.evaluate(None, "  x", {"x": 1}), 1)
        self.assertEqual(_evaluate.evaluate(None, "\n    x  \n  ", {"x": 1}), 1)
        self.assertEqual(_evaluate.evaluate(None, "\r\n\r\n    x\r\n  ", {"x": 1}), 1)
        self.assertEqual(_evaluate.evaluate(None, "\n    # the sum\n    sum([\n        1,\n    2])\n", None), 3)
        self.assertEqual(_evaluate.evaluate(None, '\n    \"\"\"a\n    b\"\"\"\n', None), "a\n    b")

    def test_awaits_what_can_be_awaited(self):
        _evaluate.execute(None, "import asyncio\nasync def f(a):\n    await asyncio.sleep(0)\n    return a")
        # By whoever has asked: the lane, a loop of its interpreter, or the context.
        self.assertEqual(settle(_evaluate.evaluate(None, "f(3)", None)), 3)
        self.assertEqual(settle(_evaluate.evaluate(None, "f(x)", {"x": 4})), 4)
        self.assertEqual(settle(_evaluate.evaluate(None, "types.coroutine(lambda: (yield))()", {"types": types})), None)
        context = _contexts.open_()[0]
        _evaluate.execute(context, "async def f(a): return a")
        self.assertEqual(_evaluate.evaluate(context, "f(5)", None), 5)

    def test_awaits_inside_a_running_loop_too(self):
        async def outer():
            return settle(_evaluate.evaluate(None, "f(1)", {"f": inner}))

        async def inner(a):
            await asyncio.sleep(0)
            return a + 1

        self.assertEqual(asyncio.run(outer()), 2)

    def test_shows_its_source_in_a_traceback(self):
        try:
            _evaluate.evaluate(None, "1 / x", {"x": 0})
        except ZeroDivisionError:
            self.assertIn("1 / x", traceback.format_exc())

    def test_names_the_line_of_a_mistake_in_indented_text(self):
        try:
            _evaluate.evaluate(None, "\n\n    [1,\n      1 / x]\n", {"x": 0})
        except ZeroDivisionError:
            self.assertRegex(traceback.format_exc(), "line 4, in <lambda>\n +1 / x")

    def test_tells_that_it_takes_no_statements_indented_either(self):
        with self.assertRaisesRegex(SyntaxError, "exec\\(\\) runs statements"):
            _evaluate.evaluate(None, "\n    x = 1\n    y = 2\n", None)

    def test_forgets_old_sources(self):
        before = len(linecache.cache)
        for i in range(2000):
            _evaluate.evaluate(None, f"{i}", None)
        self.assertLess(len(linecache.cache) - before, 600)


class Execute(unittest.TestCase):
    def test_shows_the_lines_of_functions_defined_before(self):
        _evaluate.execute(None, "def f():\n    raise ValueError('here')\n")
        try:
            _evaluate.evaluate(None, "f()", None)
        except ValueError:
            self.assertIn("raise ValueError('here')", traceback.format_exc())

    def test_names_the_line_of_a_syntax_error(self):
        with self.assertRaises(SyntaxError) as caught:
            _evaluate.execute(None, "a = 1\nb = = 2\n")
        self.assertEqual(caught.exception.lineno, 2)
        self.assertEqual(caught.exception.text, "b = = 2\n" if caught.exception.text.endswith("\n") else "b = = 2")

    def test_defines_the_variables_that_it_is_given(self):
        _evaluate.execute(None, "def f(): return x + limit\nx += 1", {"x": 1, "limit": 10})
        self.assertEqual(_evaluate.evaluate(None, "f()", None), 12)
        with self.assertRaisesRegex(ValueError, "'a b' is not a name"):
            _evaluate.execute(None, "1", {"a b": 1})

    def test_defines_none_of_them_for_text_that_cannot_be_compiled(self):
        with self.assertRaises(SyntaxError):
            _evaluate.execute(None, "x = = 1", {"limit": 1})
        with self.assertRaises(NameError):
            _evaluate.evaluate(None, "limit", None)

    def test_does_not_inherit_the_future_of_the_glue(self):
        _evaluate.execute(None, "def f(a: int): pass\nkind = type(f.__annotations__['a'])")
        self.assertIs(_evaluate.evaluate(None, "kind", None), type)


class Indented(unittest.TestCase):
    def run_in(self, source):
        names = {}
        execute_in(names, source)
        return names

    def test_takes_text_that_is_indented_as_a_whole(self):
        self.assertEqual(self.run_in("    x = 1\n    y = x + 1")["y"], 2)
        self.assertEqual(self.run_in("\n\n\tdef f():\n\t\treturn 3\n\n\tx = f()\n  ")["x"], 3)
        self.assertEqual(self.run_in("\r\n    if True:\r\n        x = 4\r\n    ")["x"], 4)
        self.assertEqual(self.run_in("    # why\n  x = 5\n# not so\n  y = (\n1)\n")["x"], 5)

    def test_leaves_what_is_within_strings_as_it_is(self):
        source = '    x = \"\"\"one\n  two\n        three\nfour\"\"\"\n    y = f\"\"\"\n    {x}\"\"\"\n    z = "a\\\n    b"\n'
        names = self.run_in(source)
        self.assertEqual(names["x"], "one\n  two\n        three\nfour")
        self.assertEqual(names["y"], "\n    " + names["x"])
        self.assertEqual(names["z"], "a    b")

    def test_leaves_a_docstring_and_a_future_import_in_their_places(self):
        source = '    "what it is"\n    from __future__ import annotations\n    def f(a: nothing): pass\n'
        names = self.run_in(source)
        self.assertEqual(names["__doc__"], "what it is")
        self.assertEqual(names["f"].__annotations__, {"a": "nothing"})

    def test_names_the_lines_of_mistakes(self):
        try:
            self.run_in("\n    a = 1\n\n    def f():\n        return a / 0\n    f()\n")
        except ZeroDivisionError:
            text = traceback.format_exc()
        self.assertRegex(text, "line 6, in <module>\n    f\\(\\)")
        self.assertRegex(text, "line 5, in f\n    return a / 0")

    def test_names_the_line_of_a_syntax_error(self):
        for source, line, message in [
            ("    a = 1\n    b = = 2\n", 2, "invalid syntax"),
            ("    a = 1\n    if a:\n    b = 2\n", 3, "expected an indented block"),
            ("    a = 1\n        b = 2\n", 2, "unexpected indent"),
            ("    a = 1\n    b = (2\n", 2, "EOF|never closed"),
            ("    a = 1\n  b = 2\n", 1, "unexpected indent"),
            ("    a = 1\nb = 2\n", 1, "unexpected indent"),
            ("a = 1\n    b = 2\n", 2, "unexpected indent"),
        ]:
            with self.subTest(source), self.assertRaisesRegex(SyntaxError, message) as caught:
                self.run_in(source)
            self.assertIsNone(caught.exception.__context__)
            if caught.exception.msg != "unexpected EOF while parsing":
                self.assertEqual(caught.exception.lineno, line)

    def test_takes_it_for_modules_too(self):
        _defined.define("indented_module", "\n    x = 1\n    def f(): return x\n  ")
        self.assertEqual(_modules.find("indented_module", "f")(), 1)


class Contexts(unittest.TestCase):
    def test_keeps_names_apart(self):
        one, other = _contexts.open_()[0], _contexts.open_()[0]
        _evaluate.execute(one, "x = 1")
        _evaluate.execute(other, "x = 2")
        self.assertEqual(_evaluate.evaluate(one, "x", None), 1)
        self.assertEqual(_evaluate.evaluate(other, "x + y", {"y": 1}), 3)
        with self.assertRaises(NameError):
            _evaluate.evaluate(None, "x", None)

    def test_calls_its_own_functions_as_main(self):
        context = _contexts.open_()[0]
        _evaluate.execute(context, "def add(a, b=0): return a + b + base\nbase = 10")
        self.assertEqual(_contexts.call(context, "__main__", "add", 1, b=2), 13)
        self.assertEqual(_contexts.call(context, "math", "sqrt", 16), 4.0)
        self.assertEqual(_contexts.call(context, "collections", "Counter.__name__.upper"), "COUNTER")

    def test_is_a_module_of_its_own(self):
        one, other = _contexts.open_()[0], _contexts.open_()[0]
        source = "from __future__ import annotations\nimport dataclasses, typing, pickle, enum\n" + (
            "@dataclasses.dataclass\nclass Q:\n    x: int\n    other: typing.Optional[Q] = None\n    n: typing.ClassVar[int] = 1\n"
            "class E(enum.Enum):\n    a = 1\n"
            "def same(value): return pickle.loads(pickle.dumps(value)) == value"
        )
        for context in (one, other):
            _evaluate.execute(context, source)
            self.assertEqual(_evaluate.evaluate(context, "[f.name for f in dataclasses.fields(Q)]", None), ["x", "other"])
            self.assertTrue(_evaluate.evaluate(context, "same(Q(1, Q(2))) and same(E.a)", None))
            self.assertTrue(_evaluate.evaluate(context, "typing.get_type_hints(Q)['other'] == typing.Optional[Q]", None))
        names = [_evaluate.evaluate(context, "__name__", None) for context in (one, other)]
        self.assertEqual(len({*names, "__main__"}), 3)
        for context, name in zip((one, other), names):
            self.assertIs(sys.modules[name], context.module)
            _contexts.close(context)
            self.assertNotIn(name, sys.modules)

    def test_does_not_take_the_name_of_a_module_that_is_there(self):
        name = _evaluate.evaluate(_contexts.open_()[0], "__name__", None)
        following = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), name)
        theirs = sys.modules[following] = object()
        self.addCleanup(sys.modules.pop, following)
        context = _contexts.open_()[0]
        self.assertNotEqual(context.module.__name__, following)
        _contexts.close(context)
        self.assertIs(sys.modules[following], theirs)

    def test_gives_up_what_it_holds_at_once_the_newest_first(self):
        context = _contexts.open_()[0]
        gone = []
        source = "def note(what): gone.append(what)\nclass Noted:\n    def __init__(self, n): self.n = n\n" + (
            "    def __del__(self): note(self.n)\none = Noted(1)\ntwo = Noted(2)\ndef f(): return one, two"
        )
        _evaluate.execute(context, source, {"gone": gone})
        kept = _evaluate.evaluate(context, "note", None)
        _contexts.close(context)
        self.assertEqual(gone, [2, 1])
        self.assertEqual(kept.__globals__["__name__"], kept.__module__)

    def test_is_given_up_with_its_last_holder(self):
        context = _contexts.open_()[0]
        name = context.module.__name__
        del context
        gc.collect()
        self.assertNotIn(name, sys.modules)

    def test_reads_and_sets_attributes_of_modules_and_its_own(self):
        context = _contexts.open_()[0]
        self.assertEqual(_contexts.get_attribute(context, "math", "pi"), math.pi)
        _contexts.set_attribute(context, "__main__", "x", 3)
        self.assertEqual(_contexts.get_attribute(context, "__main__", "x"), 3)
        _defined.define("of_all", "value = 1")
        _contexts.set_attribute(context, "of_all", "value", 2)
        self.assertEqual(_modules.find("of_all", "value"), 2)

    def test_is_gone_when_closed(self):
        context = _contexts.open_()[0]
        _contexts.close(context)
        with self.assertRaisesRegex(RuntimeError, "the context is closed"):
            _evaluate.evaluate(context, "1", None)


if __name__ == "__main__":
    unittest.main()
