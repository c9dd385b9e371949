import { RedisSemaphore, RedisState } from '@pyloom/redis';
import { createClient } from 'redis';
import { round } from '../survey/report.ts';
import { showProgress } from '../terminal/show-progress.ts';
import { killAtWork } from './kill-at-work.ts';
import { Limit } from './limit.ts';
import type { FileOnNode, Opened } from './messages.ts';
import { countersPrefix, limitName } from './names.ts';
import { RayNodes } from './ray-nodes.ts';
import type { ClusterReport, ProcessShare } from './report.ts';
import { startRedis } from './start-redis.ts';
import { counters } from './survey-share.ts';
import { Surveyor } from './surveyor.ts';

interface Wanted {
  /** A Python with Ray. */
  readonly python: string;
  readonly folder: string | undefined;
  readonly limit: number;
}

interface Watched {
  /** Ends it: it rejects with the signal's reason when all that it started has ended. */
  readonly signal: AbortSignal;
  readonly tell: (what: string) => void;
  readonly onOpen: (opened: Opened, nodes: number) => void;
}

/** What came of it. */
export interface SurveyOnNodes
  extends Pick<ClusterReport, 'wallMs' | 'limit' | 'begun' | 'killed' | 'stillMs'> {
  readonly opened: Opened;
  readonly summaries: readonly FileOnNode[];
  /** All nodes that there were, and the one that was killed. */
  readonly nodes: readonly string[];
  readonly lost: string | undefined;
  readonly processes: readonly ProcessShare[];
  /** The counters that both processes had. */
  readonly shared: Record<(typeof counters)[number], number>;
}

/** Surveys with two processes on three nodes, and kills one of these, at work, when half of it is done. All that it starts has ended after it. */
export async function surveyOnNodes(wanted: Wanted, watched: Watched): Promise<SurveyOnNodes> {
  const { signal, tell } = watched;
  tell('Starting Redis, and Ray on three nodes');
  await using redis = await startRedis();
  await using ray = await RayNodes.start(wanted.python, signal);
  tell('Starting two Node processes');
  await using one = new Surveyor(signal);
  await using two = new Surveyor(signal);
  const setting = { ...wanted, redis: redis.url, address: ray.address };
  const [opened] = await Promise.all([one.open(setting), two.open(setting)]);
  watched.onOpen(opened, ray.nodes.length);

  const client = createClient({ url: redis.url });
  await client.connect();
  try {
    const limit = new Limit(new RedisSemaphore({ client, name: limitName, max: wanted.limit }), wanted.limit);
    const state = new RedisState({ client, prefix: countersPrefix });
    const done = await surveyAndKill([one, two], opened, { ray, limit, state });
    const read = async (name: string) => Number((await state.get(name)) ?? 0);
    const shared = Object.fromEntries(
      await Promise.all(counters.map(async (name) => [name, await read(name)] as const)),
    ) as SurveyOnNodes['shared'];
    return {
      opened,
      nodes: ray.nodes,
      shared,
      begun: await read('begun'),
      limit: await limit.end(),
      ...done,
    };
  } finally {
    client.destroy();
  }
}

async function surveyAndKill(
  surveyors: readonly Surveyor[],
  { folder, files }: Opened,
  { ray, limit, state }: { ray: RayNodes; limit: Limit; state: RedisState },
): Promise<Pick<SurveyOnNodes, 'summaries' | 'lost' | 'killed' | 'stillMs' | 'processes' | 'wallMs'>> {
  const sizes = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const whole = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const summaries: FileOnNode[] = [];
  const shares = new Map<number, number>();
  let size = 0;
  let killed: ClusterReport['killed'] | undefined;
  let killing: Promise<void> | undefined;
  let isOver = false;
  let stillMs = 0;
  using progress = showProgress('Surveying', { pieces: files.length, size: whole, unit: 'files' });
  const start = performance.now();
  let last = start;

  function onFile(pid: number, summary: FileOnNode): void {
    const now = performance.now();
    if (killed !== undefined) stillMs = Math.max(stillMs, now - last);
    last = now;
    const bytes = sizes.get(summary.path) ?? 0;
    summaries.push(summary);
    shares.set(pid, (shares.get(pid) ?? 0) + 1);
    size += bytes;
    progress.advance(bytes);
    limit.look();
    if (killing !== undefined || size < whole / 2) return;
    progress.say(`Killing node ${ray.nodes.length} at ${Math.round((size / whole) * 100)} %`);
    killing = kill();
    // Told where it is waited for.
    killing.catch(() => {});
  }

  async function kill(): Promise<void> {
    const running = await killAtWork(ray, state, () => isOver);
    killed = { files: summaries.length, afterMs: round(performance.now() - start), running };
  }

  await Promise.all(
    surveyors.map((surveyor) => surveyor.survey(folder, files, (summary) => onFile(surveyor.pid, summary))),
  );
  isOver = true;
  await killing;
  return {
    summaries,
    wallMs: last - start,
    lost: ray.nodes.at(-1),
    killed: killed ?? { files: 0, afterMs: 0, running: undefined },
    stillMs: round(stillMs),
    processes: surveyors.map(({ pid }) => ({ pid, files: shares.get(pid) ?? 0 })),
  };
}
