import { describe, expect, it } from 'vitest';
import { createPython } from '../src';
import { clientForFile, rejection } from './support/client';

const py = await clientForFile();

const hasParallelModes = py.executionMode !== 'multi_executor';

describe('memory', () => {
  it('has figures of every interpreter', async () => {
    await py.call('math', 'sqrt', [1]);
    const stats = await py.memoryStats();
    expect(stats.gcStats).toHaveLength(3);
    expect(stats.gcCount).toHaveLength(3);
    expect(stats.gcThreshold).toHaveLength(3);
    expect(stats.allocatedBlocks.length).toBeGreaterThanOrEqual(1);
    for (const blocks of stats.allocatedBlocks) expect(blocks).toBeGreaterThan(1000);
    expect(stats.rss).toBeGreaterThan(1e6);
    expect(stats.tracedMemory).toBeUndefined();
  });

  it('collects cycles', async () => {
    await py.exec(
      'import gc\ngc.collect()\nclass Node: pass\nfor _ in range(50):\n    a = Node(); a.me = a\ndel a',
    );
    expect(await py.gc()).toBeGreaterThanOrEqual(50);
    expect(await rejection(py.gc(3 as 2))).toMatchObject({ code: 'ERR_PYLOOM_INVALID_ARGUMENT' });
  });

  it.runIf(hasParallelModes)('cannot be traced where Python runs in parallel', async () => {
    expect(await rejection(py.traceMemory(true))).toMatchObject({
      code: 'ERR_PYLOOM_MEMORY_TRACING',
      message: expect.stringMatching(/without a GIL|with a GIL each/),
    });
  });

  it.skipIf(hasParallelModes)('is traced between traceMemory(true) and traceMemory(false)', async () => {
    await py.traceMemory(true);
    await py.exec('kept = bytearray(5_000_000)');
    const { tracedMemory } = await py.memoryStats();
    expect(tracedMemory?.current).toBeGreaterThan(5_000_000);
    expect(tracedMemory?.peak).toBeGreaterThanOrEqual(tracedMemory?.current as number);
    await py.exec('del kept');
    expect((await py.memoryStats()).tracedMemory?.current).toBeLessThan(5_000_000);
    await py.traceMemory(false);
    expect((await py.memoryStats()).tracedMemory).toBeUndefined();
    await py.traceMemory(10);
    expect(await py.eval('__import__("tracemalloc").get_traceback_limit()')).toBe(10);
    await py.traceMemory(0);
    expect(await rejection(py.traceMemory('on' as never))).toMatchObject({
      code: 'ERR_PYLOOM_INVALID_ARGUMENT',
    });
  });

  it.skipIf(hasParallelModes)('is traced on and off while lanes start', async () => {
    let over = false;
    const toggling = (async () => {
      while (!over) {
        await py.traceMemory(true);
        await py.traceMemory(false);
      }
    })();
    for (let lanes = 5; lanes < 20; lanes += 1) {
      const other = await createPython({ numExecutors: lanes, maxConcurrent: 100 });
      await Promise.all(Array.from({ length: lanes * 2 }, () => other.call('time', 'sleep', [0.005])));
      await other.close();
    }
    over = true;
    await toggling;
  });
});
