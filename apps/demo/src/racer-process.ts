import { createPython } from '@pyloom/client';
import { defineDemoModule } from './python-modules.ts';
import { runLap } from './race/lap.ts';
import type { Finish, Message, Order } from './race/messages.ts';
import { leaveOnSignals } from './signals.ts';

/** A process of its own for each racer: a process can load one CPython, once. It is told what to do by its parent. */
leaveOnSignals();
// The parent has all that it wants, or has left.
process.once('disconnect', () => process.exit());
process.once('message', async (order: Order) => {
  try {
    tell({ type: 'done', finish: await race(order) });
  } catch (error) {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
});

async function race({ racer, executors, jobs, ...distance }: Order): Promise<Finish> {
  const py = await createPython({
    python: racer.executable,
    mode: racer.mode,
    workers: executors,
    // All calls that are under way at once get a permit.
    maxConcurrent: executors * 2,
  });
  try {
    await defineDemoModule(py, 'race');
    const laps = [];
    for (const job of jobs) laps.push(await runLap(py, job, distance, () => tell({ type: 'call' })));
    // Read last: a free-threaded Python may have got its GIL back on the way.
    const { version, executable, executionMode: mode, executionModeReason: reason } = py;
    return { name: racer.name, version, executable, mode, reason, laps };
  } finally {
    await py.close();
  }
}

function tell(message: Message): void {
  process.send?.(message);
}
