import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { typeCheck } from '../../../../testing/type-check.ts';
import { runCli } from '../support/run-cli';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A package that is typed by a package of stubs, and a module that is by annotations. */
function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}
write('shapes/__init__.py', 'def area(*a, **k): return 1\nclass Circle: pass\ndelete = area\n');
write(
  'shapes-stubs/__init__.pyi',
  `
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar, overload
_T = TypeVar("_T")
Unit = Literal["cm", "mm"]
pi: float
class Circle:
    radius: float
    def __init__(self, radius: float, unit: Literal["cm", "mm"] = ...) -> None: ...
    @property
    def tags(self) -> set[str]: ...
    def scale(self, factor: float, *, origin: tuple[float, float] | None = None) -> Circle: ...
    def _hidden(self) -> None: ...
@overload
def area(shape: Circle) -> float: ...
@overload
def area(shape: str, sizes: list[float]) -> int | None: ...
def measured(on: datetime, **others: str) -> dict[str, list[bytes]]: ...
def apply(function: Callable[[int, str], bool], items: Iterable[_T], *more: int) -> _T: ...
async def later(options: Mapping[str, Any] | None = None) -> tuple[int, str]: ...
def delete(name: str, /, force: bool = False) -> None: ...
if sys.version_info >= (3, 0):
    def new() -> None: ...
else:
    def old() -> None: ...
`,
);
write(
  'annotated.py',
  `
from __future__ import annotations
from dataclasses import dataclass
from typing import Dict, List, Optional
LIMIT: int = 3
@dataclass
class Order:
    """What somebody wants."""
    fruit: str
    count: int = 1
    def price(self, each: float) -> float:
        """For all of it."""
        return self.count * each
def total(orders: List[Order], *, rebate: Optional[float] = None) -> Dict[str, float]:
    """Sums it up."""
    return {}
`,
);

// The standard library's types come from mypy's folder, where mypy is installed.
write(
  'mypy/typeshed/stdlib/colorsys.pyi',
  'def rgb_to_hls(r: float, g: float, b: float) -> tuple[float, float, float]: ...\n',
);
write('bare.py', 'def mean(data): return sum(data) / len(data)\ndef loads(s, *, cls=None, **kw): return s\n');

const generated = await Promise.all(
  ['json', 'statistics', 'shapes', 'annotated', 'bare', 'colorsys'].map(async (module) => {
    const ended = await runCli(['types', module, '-o', `${module}.types.d.ts`], { cwd: folder });
    return { module, ...ended };
  }),
);
const typesOf = (module: string) => readFileSync(join(folder, `${module}.types.d.ts`), 'utf8');

describe('pyloom types', () => {
  it.each(generated)('writes the types of $module', ({ code, stdout, stderr }) => {
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('reads stubs', () => {
    const types = typesOf('shapes');
    expect(types).toContain('from the stub __init__.pyi');
    for (const line of [
      'export declare const pi: PyExpression<number>;',
      "export interface Circle extends PyObject, Instance<'shapes.Circle'> {",
      '  readonly tags: PyExpression<Set<string>>;',
      'origin?: Arg<TupleArg<readonly [FloatArg, FloatArg]> | null> }',
      "export declare function area(shape: Instance<'shapes.Circle'>): PyExpression<number>;",
      'export declare function area(shape: Arg<string>, sizes: Arg<readonly FloatArg[]> | AnyRef): PyExpression<number | bigint | null>;',
      'export declare function measured(on: Arg<Date | Naive>, keywords?: Kwargs<Record<string, Arg<string>>>): PyExpression<Record<string, Buffer[]>>;',
      'export { delete_ as delete };',
      'export { new_ as new };',
    ]) {
      expect(types).toContain(line);
    }
    expect(types).not.toMatch(/_hidden|old/);
  });

  it("finds the standard library's stubs in the package that has brought them", () => {
    expect(typesOf('colorsys')).toContain(
      'export declare function rgb_to_hls(r: Arg<FloatArg>, g: Arg<FloatArg>, b: Arg<FloatArg>): PyExpression<[number, number, number]>;',
    );
  });

  it('reads annotations and the first lines of docstrings', () => {
    const types = typesOf('annotated');
    expect(types).toContain(
      "/** What somebody wants. */\nexport interface Order extends PyObject, Instance<'annotated.Order'> {",
    );
    expect(types).toContain('  /** For all of it. */\n  price(each: Arg<FloatArg>): PyExpression<number>;');
    expect(types).toContain(
      "export declare function total(orders: Arg<readonly Instance<'annotated.Order'>[]> | AnyRef, keywords?: Kwargs<{ rebate?: Arg<FloatArg | null> }>): PyExpression<Record<string, number>>;",
    );
  });

  it('reads the signatures of modules that have neither', () => {
    expect(typesOf('bare')).toMatch(
      /export declare function loads\(s: unknown, keywords\?: Kwargs<\{ .*\}>\): PyExpression;/,
    );
    expect(typesOf('bare')).toMatch(/export declare function mean\(data: unknown\): PyExpression;/);
  });

  // The compiler takes seconds, and what it is given is much the same with every Python.
  const label = process.env.PYLOOM_TEST_LABEL ?? '3.13';
  it.skipIf(label !== '3.13')(
    'writes what TypeScript takes, and holds programs to',
    { timeout: 5 * 60_000 },
    async () => {
      write(
        'program.ts',
        `
import { kwargs, type Python } from '@pyloom/client';
declare const py: Python;
const json = py.module<typeof import('./json.types')>('json');
const statistics = await py.import<typeof import('./statistics.types')>('statistics');
const shapes = py.module<typeof import('./shapes.types')>('shapes');
const { total } = py.module<typeof import('./annotated.types')>('annotated');
export const text = await json.dumps({ a: 1 }, kwargs({ indent: 2 }));
export const mean = await statistics.mean([1, 2]);
const circle = await shapes.Circle(1, kwargs({ unit: 'cm' }));
export const areas: (number | bigint | null)[] = [await shapes.area(circle), await shapes.area('box', [1, 2])];
export const radius: number = await (await circle.scale(2, kwargs({ origin: [0, 0] }))).radius;
export const pi: number = await shapes.pi;
export const chained: number = await shapes.Circle(shapes.pi).scale(2).radius;
export const again: number = await shapes.area(shapes.Circle(1).scale(shapes.Circle(2).radius));
const kept = await shapes.Circle(1).scale(2).$ref;
export const keptRadius: number = await kept.radius;
export const ascii: number[] = await (await shapes.later().$ref).$js<number[]>();
export const pair: [number | bigint, string] = await shapes.later();
await shapes.delete('x', true);
await shapes.apply((n, s) => n > s.length, [1, 2], 3);
export const sums: Record<string, number> = await total([], kwargs({ rebate: 0.5 }));
// @ts-expect-error: a number
shapes.Circle('1');
// @ts-expect-error: an expression of another type
shapes.Circle(shapes.Circle(1).tags);
// @ts-expect-error: no such unit
shapes.Circle(1, kwargs({ unit: 'km' as const }));
// @ts-expect-error: no such function
shapes.volume(circle);
`,
      );
      expect(await typeCheck(folder, ['program.ts'])).toBe('');
    },
  );

  it('says which file it cannot write', async () => {
    expect(await runCli(['types', 'math', '-o', '/dev/null/math.d.ts'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot be written to '/dev/null/math.d.ts' (E"),
    });
  });

  it('fails for a module that is not there', async () => {
    const { code, stderr } = await runCli(['types', 'no_such_module']);
    expect(code).toBe(1);
    expect(stderr).toContain("No module named 'no_such_module'");
    expect(await runCli(['types'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('name of a module'),
    });
  });
});
