import { createPython } from '@pyloom/client';
import { RedisSemaphore, RedisState } from '@pyloom/redis';
import { createClient } from 'redis';
import type { Setting, SurveyorMessage, SurveyorOrder } from './cluster/messages.ts';
import { countersPrefix, limitName } from './cluster/names.ts';
import { surveyShare } from './cluster/survey-share.ts';
import { defineDemoModule } from './python-modules.ts';
import { leaveOnSignals } from './signals.ts';
import { findFiles, standardLibrary } from './survey/find-files.ts';

/** One of the processes that survey on a cluster: it could be on any machine. It is told what to do by its parent. */
leaveOnSignals();
// The parent has all that it wants, or has left.
process.once('disconnect', () => process.exit());
try {
  const order = await nextOrder();
  if (order.type === 'open') await survey(order.setting);
  tell({ type: 'done' });
} catch (error) {
  tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
}

async function survey({ redis, address, python, folder: named, limit }: Setting): Promise<void> {
  const client = await createClient({ url: redis }).connect();
  const semaphore = new RedisSemaphore({ client, name: limitName, max: limit });
  const state = new RedisState({ client, prefix: countersPrefix });
  const py = await createPython({
    python,
    mode: 'ray',
    ray: { address },
    semaphore,
    state,
    // One process alone can have all permits.
    maxConcurrent: limit,
    // While a node is missed, calls stand still for some seconds.
    acquireTimeout: 120_000,
    // As in the cluster: a node that was killed is missed after some seconds, not after a minute.
    process: { env: { RAY_gcs_rpc_server_reconnect_timeout_s: '5' } },
  });
  try {
    for (const name of ['survey', 'survey_on_ray']) await defineDemoModule(py, name);
    const folder = named ?? (await standardLibrary(py));
    const { version, executable, executionMode: mode, executionModeReason: reason } = py;
    const opened = { version, executable, mode, reason, folder, files: await findFiles(py, folder) };
    const begin = nextOrder();
    tell({ type: 'open', opened });
    const order = await begin;
    if (order.type !== 'survey') return;
    await surveyShare({ python: py, state, folder: order.folder }, order.files, limit, (summary) =>
      tell({ type: 'file', summary }),
    );
  } finally {
    await py.close();
    await semaphore.close();
    client.destroy();
  }
}

function nextOrder(): Promise<SurveyorOrder> {
  return new Promise((resolve) => process.once('message', (order: SurveyorOrder) => resolve(order)));
}

function tell(message: SurveyorMessage): void {
  process.send?.(message);
}
