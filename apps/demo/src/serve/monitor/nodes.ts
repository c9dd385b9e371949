import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OverloadedError, type ProcessStarted, type Python } from '@pyloom/client';
import { pythonFolder } from '../../python-modules.ts';
import type { NodeFrame } from './frame.ts';
import type { Log } from './log.ts';

/** What python/watch_nodes.py tells of a node. */
export type KnownNode = Omit<NodeFrame, 'calls' | 'workers'>;

/** A worker is named for so long after its last call, in milliseconds. */
const remembered = 10_000;

/** The nodes of the cluster that runs the calls, and what runs there. */
export class Nodes {
  readonly #log: Log;
  #known = new Map<string, KnownNode>();
  readonly #calls = new Map<string, number>();
  /** By their nodes and process ids, when each has ended its last call. */
  readonly #workers = new Map<string, Map<number, number>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Hears of the nodes from the client's driver, and from each that takes its place, until the function that is returned is called. */
  async watch(python: Python): Promise<() => void> {
    python.registerFunction('cluster_nodes', (nodes: KnownNode[]) => this.take(nodes));
    const source = await readFile(join(pythonFolder, 'watch_nodes.py'), 'utf8');
    await python.exec(source);
    const onStart = (message: unknown) => {
      if ((message as ProcessStarted).restarts > 0) void again(python, source);
    };
    subscribe('pyloom:process:start', onStart);
    return () => unsubscribe('pyloom:process:start', onStart);
  }

  /** What is known of all nodes by now. */
  take(nodes: readonly KnownNode[]): void {
    const now = new Map<string, KnownNode>();
    for (const node of nodes) {
      const before = this.#known.get(node.id);
      // Of a dead one the cluster knows no more than that.
      const known = node.alive || !before ? node : { ...before, alive: false, used: 0 };
      now.set(node.id, known);
      if (before?.alive && !node.alive)
        this.#log.add('warning', 'service', `Node ${shortName(known)} is dead.`);
      if (!before && this.#known.size > 0)
        this.#log.add('info', 'service', `Node ${shortName(known)} is there.`);
    }
    this.#known = now;
  }

  /** A call has ended there, in that process. */
  called(node: string, pid: number): void {
    this.#calls.set(node, (this.#calls.get(node) ?? 0) + 1);
    const workers = this.#workers.get(node) ?? new Map<number, number>();
    this.#workers.set(node, workers.set(pid, Date.now()));
  }

  /** Those that live first, the head before all. */
  get frames(): NodeFrame[] {
    return [...this.#known.values()]
      .map((node) => ({
        ...node,
        calls: this.#calls.get(node.id) ?? 0,
        workers: node.alive ? this.#workersOf(node.id) : [],
      }))
      .sort((a, b) => Number(b.alive) - Number(a.alive) || Number(b.isHead) - Number(a.isHead));
  }

  #workersOf(node: string): number[] {
    const workers = this.#workers.get(node);
    for (const [pid, time] of workers ?? []) if (time < Date.now() - remembered) workers?.delete(pid);
    return [...(workers?.keys() ?? [])].sort((a, b) => a - b);
  }
}

/** As in Ray's own tables, where one machine has several. */
function shortName({ id, address }: KnownNode): string {
  return `${id.slice(0, 8)} (${address})`;
}

/** A permit may have to be waited for; where there is no cluster any more the client says so in answer to its requests. */
async function again(python: Python, source: string): Promise<void> {
  for (;;) {
    try {
      await python.exec(source);
      return;
    } catch (error) {
      if (!(error instanceof OverloadedError)) return;
      await sleep(100);
    }
  }
}
