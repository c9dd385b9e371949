import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { typeCheck } from '../../../../testing/type-check.ts';
import { runCli } from '../support/run-cli';

// A folder of this name holds what is installed, which is read and not imported.
const folder = join(mkdtempSync(join(tmpdir(), 'pyloom-typed-')), 'site-packages');
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** A package as large ones are made: its front exports what private modules define. */
write(
  'studio/__init__.pyi',
  `
from studio._canvas import Canvas as Canvas, Layer as Layer, draw as draw
paint = draw
from . import brushes as brushes
from ._kinds import *
from ._typing import Numbers
from ._fast import blur
import os
_private: int
`,
);
write('studio/_fast.pyi', 'def blur(radius: float, /) -> None: ...\n');
write(
  'studio/_typing.pyi',
  `
from collections.abc import Sequence
from typing import TypeAlias, TypeVar, Union
_N = TypeVar("_N")
Pair: TypeAlias = tuple[_N, _N]
Numbers = Union[int, Sequence[int]]
Nested: TypeAlias = Sequence["Nested"] | int
`,
);
write(
  'studio/_canvas.pyi',
  `
import sys
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Generic, Literal, NamedTuple, Protocol, TypedDict, TypeVar, overload
from typing_extensions import Self, Unpack
import numpy as np
from ._typing import Nested, Numbers, Pair
_T = TypeVar("_T")

class _HasSize(Protocol):
    @property
    def size(self) -> int: ...

class _Shape(Generic[_T]):
    def moved(self, by: Pair[float]) -> Self: ...
    def content(self) -> _T: ...
    def __eq__(self, other: object) -> bool: ...

class Point(NamedTuple):
    x: int
    y: int

class Style(TypedDict, total=False):
    colour: str
    width: float
    under: Style

class Stamp(datetime):
    def rounded(self) -> Stamp: ...

class Layer(_Shape[str]):
    name: str

class Canvas(_Shape[Layer]):
    limit: ClassVar[int]
    def __init__(self, width: int, height: int = 10, *, title: str | None = None) -> None: ...
    @property
    def size(self) -> int: ...
    @property
    def corner(self) -> Point: ...
    @property
    def made(self) -> Stamp: ...
    @classmethod
    def load(cls, path: str) -> Self: ...
    @staticmethod
    def formats() -> list[str]: ...
    @overload
    def __getitem__(self, key: str) -> Layer: ...
    @overload
    def __getitem__(self, key: slice | Sequence[int]) -> Canvas: ...
    def __setitem__(self, key: str, value: Layer) -> None: ...
    def __add__(self, other: Canvas) -> Canvas: ...
    def __lt__(self, other: Canvas) -> bool: ...
    def __neg__(self) -> Layer: ...
    def __iter__(self) -> Iterator[Layer]: ...
    def __call__(self, name: str) -> Layer: ...
    @overload
    def flipped(self, inplace: Literal[False] = ...) -> Canvas: ...
    @overload
    def flipped(self, inplace: Literal[True]) -> None: ...
    @overload
    def export(self, path: str, *, quality: int, dpi: int = ...) -> bytes: ...
    @overload
    def export(self, path: str, *, dpi: int = ...) -> str: ...
    def histogram(self, bins: Numbers = 10) -> np.ndarray[tuple[int], np.dtype[np.int32]]: ...
    def pixels(self) -> np.ndarray: ...
    if sys.version_info >= (3, 100):
        def tomorrow(self) -> None: ...

def draw(*what: Canvas | Layer, mode: Literal["fast", "fine"] = "fast", **options: Unpack[Style]) -> Style: ...
`,
);
write(
  'studio/_kinds.pyi',
  `
from enum import Enum
from typing import Any, TypeVar
_C = TypeVar("_C", bound=type)
class Kind(Enum):
    OIL = 1
    INK = 2
    def label(self) -> str: ...
class Anything:
    def __getattr__(self, name: str) -> Any: ...
class Tree:
    def __getattr__(self, name: str) -> Kind: ...
    def grow(self, by: int) -> Tree: ...
def size_of(thing: _HasSize) -> int: ...
def register(kind: _C) -> _C: ...
def count(items: dict[str, int], key: int | None = None) -> dict[int, str]: ...
limit: int
`,
);
write(
  'studio/brushes.pyi',
  'from ._canvas import Layer, draw as draw\ndef thick(layer: Layer, by: float) -> Layer: ...\n',
);
write(
  'numpy/__init__.pyi',
  'from typing import Generic, TypeVar\n_S = TypeVar("_S")\n_D = TypeVar("_D")\nclass generic: ...\nclass integer(generic): ...\nclass int32(integer): ...\nclass dtype(Generic[_S]): ...\nclass ndarray(Generic[_S, _D]):\n    def sum(self) -> int: ...\n',
);

/** One without stubs, of which nobody imports what it does not have to. */
write(
  'plain/__init__.py',
  'from ._impl import Order, total\nfrom .extra import *\n__all__ = [name for name in dir() if name[0] != "_"]\nraise ImportError("read, not run")\n',
);
write(
  'plain/_impl.py',
  `
from __future__ import annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload
if TYPE_CHECKING:
    from .extra import Fruit

@dataclass
class Order:
    fruit: Fruit
    count: int = 1

    def price(self, each: float) -> float:
        """For all of it."""
        self.paid: bool = True
        return self.count * each

@overload
def total(orders: list[Order]) -> float: ...
@overload
def total(orders: None) -> None: ...
def total(orders):
    return None
`,
);
write(
  'plain/extra.py',
  'class Fruit:\n    def __init__(self, name: str):\n        self.name: str = name\n\ndef untyped(x, y=1): ...\n\nclass OrderClass:\n    def of(self) -> int: ...\n\nRIPE = True\n',
);

const ended = await runCli(['types', 'studio', 'plain', 'numpy', '-o', 'types'], { cwd: folder });
const typesOf = (module: string) => readFileSync(join(folder, 'types', `${module}.d.ts`), 'utf8');

describe('pyloom types of packages', () => {
  it('writes a file for each', () => {
    expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(typesOf('studio')).toContain("'studio': typeof import('./studio.js');");
  });

  it('follows what a package exports of its private modules, once', () => {
    const types = typesOf('studio');
    expect(types).toMatch(/export declare function draw\(/);
    expect(types).toContain('export declare const paint: typeof draw;');
    expect(types).toContain('readonly draw: typeof draw;');
    expect(types).toMatch(
      /export interface Canvas extends .*Instance<'studio._canvas.Canvas' \| 'studio._canvas._Shape'>/,
    );
    expect(types).not.toMatch(/declare \w+ (os|blur|_private|Numbers|annotations|tomorrow)\b/);
  });

  it('says what can be given and what comes', () => {
    const types = typesOf('studio');
    for (const line of [
      '(width: Arg<number | bigint>, ...rest: Options<[height?: Arg<number | bigint>], ',
      'readonly size: PyExpression<number | bigint>;',
      'readonly corner: PyExpression<[number | bigint, number | bigint] & { "x": number | bigint; "y": number | bigint }>;',
      'readonly made: PyExpression<Date, Stamp>;',
      'load(path: Arg<string>): PyExpression<Canvas>;',
      '$item(key: Arg<string>): PyExpression<Layer>;',
      "$op(operator: '+', other: unknown): PyExpression<Canvas>;",
      '[Symbol.asyncIterator](): AsyncIterator<Layer>;',
      'moved(by: Arg<TupleArg<readonly [FloatArg, FloatArg]>>): PyExpression<Canvas>;',
      'content(): PyExpression<string>;',
      'content(): PyExpression<Layer>;',
      'PyExpression<Int32Array, ndarray>',
      'PyExpression<ArrayValue, ndarray>',
      'PyExpression<Style>',
      'export type Style = { "colour"?: string; "width"?: number; "under"?: Style };',
      'under?: Arg<StyleArg> | AnyRef',
      'PyExpression<Map<number | bigint, string>>',
    ]) {
      expect(types).toContain(line);
    }
  });

  it('reads installed sources that have no stubs', () => {
    const types = typesOf('plain');
    expect(types).toContain("(fruit: Instance<'plain.extra.Fruit'>, ");
    expect(types).toContain('  /** For all of it. */\n  price(each: Arg<FloatArg>): PyExpression<number>;');
    expect(types).toContain('total(orders: Arg<null>): PyExpression<null>;');
    expect(types).toContain('untyped(x: unknown, ');
    expect(types).toContain('export declare const RIPE: PyExpression<boolean>;');
  });

  it('needs a folder for several', async () => {
    expect(await runCli(['types', 'json', 'math'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('several modules into a folder'),
    });
  });

  // The compiler takes seconds, and what it is given is much the same with every Python.
  const label = process.env.PYLOOM_TEST_LABEL ?? '3.13';
  it.skipIf(label !== '3.13')(
    'has programs held to them, by the names of the modules alone',
    { timeout: 5 * 60_000 },
    async () => {
      write(
        'types/program.ts',
        `
import { createPython, kwargs, slice, type PyRef } from '@pyloom/client';
import type { Canvas } from './studio';
const py = await createPython();
const studio = await py.import('studio');
const plain = py.module('plain');
const canvas: Canvas = await studio.Canvas(3, kwargs({ title: 'Sea' }));
export const size: number | bigint = await canvas.size;
export const x: number | bigint = (await canvas.corner).x;
export const day: Date = await canvas.made.rounded();
export const formats: string[] = await studio.Canvas.formats();
export const name: string = await studio.Canvas.load('sea.png').$item('waves').name;
await studio.Canvas.load('sea.png').$item(slice(1, 2)).$item([1]).moved([1, 2.5]);
await canvas.$setItem('waves', studio.Layer());
await canvas.$op('+', canvas).$op('-').name;
await canvas('waves').moved([1, 1]);
for await (const layer of canvas) console.log(await layer.name);
await studio.brushes.thick(canvas.$item('waves'), 2).name;
export const bytes: Buffer = await canvas.export('sea.png', kwargs({ quality: 3 }));
export const text: string = await canvas.export('sea.png', kwargs({ dpi: 3 }));
await canvas.export(kwargs({ path: 'sea.png', quality: 3 }));
await studio.draw(canvas, studio.Layer(), kwargs({ mode: 'fine', colour: 'blue' }));
export const counts: Int32Array = await canvas.histogram([1, 2]);
await canvas.histogram().sum();
await studio.Kind.OIL.label();
await studio.Tree().oak.label();
await studio.Tree().grow(2).pine.value;
await studio.Anything().whatever(1, 2);
await studio.Canvas.flipped(canvas);
export const order: number | bigint = await plain.OrderClass().of();
await plain.total([plain.Order(plain.Fruit('pear'), 2)]);
const untyped = await py.call<PyRef>('studio', 'Canvas', [1]);
await studio.draw(untyped);
await studio.$set('limit', 3);
const modules = py.module<typeof import('./studio')>('studio');
await modules.Layer().name;
export const inner: string = await studio.Layer().content();
// @ts-expect-error: no such method
canvas.fliped();
// @ts-expect-error: no such function
studio.drow();
// @ts-expect-error: a string is no number
studio.Canvas('3');
// @ts-expect-error: no canvas
studio.draw(plain.Fruit('pear'));
// @ts-expect-error: no such mode
studio.draw(canvas, kwargs({ mode: 'slow' as const }));
// @ts-expect-error: an integer may be a bigint
export const wrong: number = await canvas.size;
// @ts-expect-error: an instance has no such layer
canvas.$item({});
// @ts-expect-error: private
studio.blur(1);
// @ts-expect-error: what gives a Kind is not called
studio.Tree().growth(2);
`,
      );
      const files = ['studio.d.ts', 'plain.d.ts', 'numpy.d.ts', 'program.ts'];
      expect(await typeCheck(join(folder, 'types'), files)).toBe('');
    },
  );
});
