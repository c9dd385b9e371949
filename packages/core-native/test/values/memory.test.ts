import { describe, expect, it } from 'vitest';
import { NdArray, view } from '../../src';
import { collectUntil } from './collect-garbage';
import { type Mode, modes, setAnswer } from './modes';
import { expectSame } from './same';

const large = 100_000;

/** Node has it; the types of Node alone do not. */
const { Memory: WasmMemory } = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number };
    };
  }
).WebAssembly;

function ramp(length = large): Float64Array {
  return Float64Array.from({ length }, (_, i) => i);
}

describe.each(modes)('in $name', (mode: Mode) => {
  const look = (expression: string) => mode.call('look', ['it', expression]);
  const keep = (value: unknown) => mode.call('keep', ['it', value]);
  const keepResult = (source: string) => mode.call('make', [`kept.__setitem__("it", ${source})`]);

  describe('from JavaScript', () => {
    it('copies bytes, however many', async () => {
      for (const length of [10, 20_000, 300_000]) {
        const buffer = Buffer.alloc(length, 1);
        await keep(buffer);
        buffer.fill(2);
        expect(await look(`value == bytes([1]) * ${length}`)).toBe(true);
      }
    });

    it('shows large arrays where they are, read-only', async () => {
      const array = ramp();
      await keep(array);
      expect(await look('value.readonly and value.nbytes == 800000 and value[99999] == 99999')).toBe(true);
      array[99_999] = -1;
      expect(await look('value[99999]')).toBe(-1);
      await expect(look('value.__setitem__(0, 1.0)')).rejects.toMatchObject({ type: 'TypeError' });
      await expect(look('memoryview(value.obj).cast("B").__setitem__(0, 1)')).rejects.toMatchObject({
        type: 'TypeError',
      });
    });

    it('shows a large Buffer where it is when it is sent as a view', async () => {
      const buffer = Buffer.alloc(large, 1);
      await keep(view(buffer));
      buffer[large - 1] = 2;
      expect(await look('value.readonly and value[99999]')).toBe(2);
      const back = (await look('value')) as Uint8Array;
      expect(back.buffer).toBe(buffer.buffer);
      await keep(view(new SharedArrayBuffer(large)));
      expect(await look('value.readonly')).toBe(false);
    });

    it('copies small arrays', async () => {
      const array = new Float64Array([1, 2]);
      await keep(array);
      array[0] = 5;
      expect(await look('value.tolist()')).toEqual([1, 2]);
    });

    it('shows shared memory, writable on both sides', async () => {
      for (const length of [64, large]) {
        const array = new Int32Array(new SharedArrayBuffer(4 * length));
        await keep(array);
        expect(await look('not value.readonly and value.format == "i"')).toBe(true);
        await look('value.__setitem__(5, 42)');
        expect(array[5]).toBe(42);
        array[6] = 43;
        expect(await look('value[6]')).toBe(43);
        await keep(array.buffer);
        expect(await look('not value.readonly and value.format == "B" and value[20]')).toBe(42);
        await keep(new Uint8Array(array.buffer, 20, 4));
        expect(await look('not value.readonly and value.tolist()')).toEqual([42, 0, 0, 0]);
        expect(await mode.call('check', [{ a: [array.buffer] }, 'not value["a"][0].readonly'])).toBe(true);
      }
    });

    it('serves every kind of request for a buffer', async () => {
      await keep(new NdArray(ramp(60_000), [200, 300]));
      expect(await look('value.shape')).toEqual([200, 300]);
      expect(await look('value.strides')).toEqual([2400, 8]);
      expect(await look('value.c_contiguous and not value.f_contiguous')).toBe(true);
      expect(await look('value[199, 299]')).toBe(59_999);
      expect(await look('len(bytes(value))')).toBe(480_000);
      expect(await look('len(__import__("zlib").compress(value.cast("B"))) > 0')).toBe(true);
      expect(await look('__import__("struct").unpack("dd", memoryview(value).tobytes("F")[:16])')).toEqual([
        0, 300,
      ]);
    });

    it('keeps a view valid after JavaScript let go of the array', async () => {
      let collected = false;
      const registry = new FinalizationRegistry(() => {
        collected = true;
      });
      await (async () => {
        const array = ramp();
        registry.register(array, undefined);
        await keep(array);
      })();
      await collectUntil(async () => collected, 'the typed array is garbage');
      const others = Array.from({ length: 20 }, () => ramp().fill(7));
      expect(await look('value[1] == 1 and sum(value) == 4999950000')).toBe(true);
      expect(others.length).toBe(20);
      await keep(null);
    });

    it('lets go of an array with the last view of it', async () => {
      let collected = false;
      const registry = new FinalizationRegistry(() => {
        collected = true;
      });
      await (async () => {
        const array = ramp();
        registry.register(array.buffer, undefined);
        await keep(array);
        await mode.call('make', ['kept.__setitem__("part", kept["it"][5:10].cast("B"))']);
        await keep(null);
        expect(await mode.call('look', ['part', 'len(value)'])).toBe(40);
        expect(collected).toBe(false);
      })();
      await mode.call('drop', ['part']);
      await collectUntil(async () => collected, 'the ArrayBuffer is garbage');
    });

    it('keeps a view valid when its ArrayBuffer is transferred', async () => {
      const array = ramp();
      await keep(array);
      {
        const moved = structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
        expect(array.length).toBe(0);
        expect(new Float64Array(moved)[3]).toBe(3);
      }
      await collectUntil(async () => true, 'garbage is collected once');
      expect(await look('value[3] == 3 and sum(value) == 4999950000')).toBe(true);
      const back = await look('value');
      expect(back.length).toBe(large);
      expect(back[99_999]).toBe(99_999);
      await expect(mode.call('echo', [array])).rejects.toThrow(/was transferred to somewhere else/);
    });

    it('copies what may shrink or move', async () => {
      const resizable = Reflect.construct(ArrayBuffer, [800_000, { maxByteLength: 800_000 }]) as ArrayBuffer;
      const array = new Float64Array(resizable);
      array[1] = 1;
      await keep(array);
      (resizable as unknown as { resize(length: number): void }).resize(0);
      expect(await look('value.nbytes == 800000 and value[1]')).toBe(1);

      const memory = new WasmMemory({ initial: 16 });
      new Float64Array(memory.buffer)[2] = 2;
      await keep(new Float64Array(memory.buffer));
      memory.grow(100);
      expect(await look('value[2] == 2 and sum(value)')).toBe(2);
    });
  });

  describe('and back', () => {
    it('gives the very buffer that a view shows', async () => {
      const array = ramp();
      const back = await mode.call('echo', [array]);
      expect(back).not.toBe(array);
      expect(back.buffer).toBe(array.buffer);
      const { it: deep } = await mode.call('echo', [{ it: array }]);
      expect(deep.buffer).toBe(array.buffer);
      await keep(array);
      expect((await look('value')).buffer).toBe(array.buffer);
      setAnswer(array);
      expect((await mode.call('make', ['pyloom.call("answer")'])).buffer).toBe(array.buffer);
    });

    it('gives the part of it that a view shows', async () => {
      const array = ramp().subarray(1000);
      await keep(array);
      const part = await look('value[10:15]');
      expect(part.buffer).toBe(array.buffer);
      expect([...part]).toEqual([1010, 1011, 1012, 1013, 1014]);
      const bytes = await look('value.cast("B")[8:16]');
      expect(bytes.buffer).toBe(array.buffer);
      expect(bytes).toBeInstanceOf(Uint8Array);
      const shaped = await look('value.cast("B").cast("d", [9, 11000])');
      expect(shaped).toBeInstanceOf(NdArray);
      expect(shaped.data.buffer).toBe(array.buffer);
      expect(shaped.shape).toEqual([9, 11_000]);
      const odd = await look('value.cast("B")[4:12].cast("d")');
      expect(odd.buffer).not.toBe(array.buffer);
      const every = await look('value[::2]');
      expect(every.buffer).not.toBe(array.buffer);
      expect([...every.subarray(0, 3)]).toEqual([1000, 1002, 1004]);
    });

    it('gives shared memory back as such, whatever its size', async () => {
      for (const length of [4, large]) {
        const array = new Float64Array(new SharedArrayBuffer(8 * length));
        const back = await mode.call('echo', [array]);
        expect(back.buffer).toBe(array.buffer);
        back[1] = 5;
        expect(array[1]).toBe(5);
      }
      const view = new DataView(new ArrayBuffer(20_000), 100);
      const bytes = await mode.call('echo', [view]);
      expect(bytes.buffer).toBe(view.buffer);
      expect(bytes.byteOffset).toBe(100);
    });

    it('carries a thousand views of one buffer', async () => {
      const array = ramp();
      const views = Array.from({ length: 1000 }, (_, i) => array.subarray(i, i + 50_000));
      const back = await mode.call('echo', [views]);
      expect(
        back.every((view: Float64Array, i: number) => view.buffer === array.buffer && view[0] === i),
      ).toBe(true);
    });
  });

  describe('from Python', () => {
    it('copies what Python still has', async () => {
      await keepResult('bytes(200000)');
      const first = await look('value');
      first.fill(1);
      expect(await look('value == bytes(200000)')).toBe(true);
      expectSame(await look('value'), Buffer.alloc(200_000));
      for (const source of [
        'bytearray(200000)',
        '__import__("array").array("d", bytes(200000))',
        'memoryview(bytearray(200000))',
      ]) {
        await keepResult(source);
        const copy = await look('value');
        new Uint8Array(copy.buffer).fill(1);
        await look(
          'memoryview(value).cast("B").__setitem__(0, 9) if not memoryview(value).readonly else None',
        );
        expect(copy[1]).not.toBe(9);
        expect(await look('bytes(value)[1:] == bytes(199999)')).toBe(true);
        expect((await look('[value]'))[0].length).toBe(copy.length);
        const inside = (await look('{"a": (value,)}')).a[0];
        new Uint8Array(inside.buffer).fill(1);
        expect(await look('bytes(value)[1:] == bytes(199999)')).toBe(true);
      }
      // Two places of one result: neither may show through in the other.
      const [one, two] = await mode.call('make', ['b = bytes(200000)\n[b, b]']);
      one.fill(1);
      expectSame(two, Buffer.alloc(200_000));
      // A container that somebody has leads to what is in it.
      await keepResult('[bytes(200000)]');
      (await look('value'))[0].fill(1);
      expect(await look('value[0] == bytes(200000)')).toBe(true);
      await keepResult('{"a": [bytes(200000)]}');
      (await look('value["a"]'))[0].fill(1);
      expect(await look('value["a"][0] == bytes(200000)')).toBe(true);
      await keepResult('bytearray(200000)');
      (await look('memoryview(value)')).fill(1);
      expect(await look('value == bytes(200000)')).toBe(true);
    });

    it('hands over what nobody else has, and frees it when JavaScript is done', async () => {
      for (const wrap of ['it', '[it]', '{"a": (it,)}', '(1, it)']) {
        const make = (list: string) => `
it = __import__("array").array("d", range(50000))
kept["weak"] = weakref.ref(it)
result = ${wrap}
${list}
(globals().pop("it"), result)[1]`;
        const source = make('del it').replace('(globals().pop("it"), result)[1]', 'globals().pop("result")');
        const held = () => mode.call('look', ['weak', 'gc.collect() and False or value() is not None']);
        await (async () => {
          const result = await mode.call('make', [source]);
          const array =
            wrap === 'it'
              ? result
              : wrap === '[it]'
                ? result[0]
                : wrap.startsWith('{')
                  ? result.a[0]
                  : result[1];
          expect(array.length).toBe(50_000);
          expect(await held()).toBe(true);
          array.fill(7);
          expect(array[49_999]).toBe(7);
        })();
        await collectUntil(async () => !(await held()), `the array in ${wrap} is gone`);
      }
    });

    it('hands over an argument on its way back', async () => {
      const buffer = Buffer.alloc(300_000, 5);
      const back = await mode.call('echo', [buffer]);
      back[0] = 6;
      expect(buffer[0]).toBe(5);
      expect(back.subarray(1).equals(buffer.subarray(1))).toBe(true);
    });
  });
});
