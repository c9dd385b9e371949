import type { Frame, NodeFrame } from '../../../src/serve/monitor/frame.ts';
import { formatCount, formatMean } from '../format.ts';
import { latest } from '../live/store.ts';
import { type Activity, Strip } from '../plots/strip.tsx';
import { Card } from './card.tsx';

/** Each machine of the cluster, with its last minute: in mode ray alone. */
export function Nodes() {
  const nodes = latest.value?.nodes;
  if (nodes === undefined) return null;
  const alive = nodes.filter((node) => node.alive);
  return (
    <Card
      id="nodes"
      title="Nodes"
      hint="Machines of the cluster, and the share of their CPUs that calls had over the last minute."
      aside={
        <span class="node-sum">
          {formatCount(alive.length)} of {formatCount(nodes.length)} alive
        </span>
      }
    >
      <ul class="nodes">
        {nodes.map((node) => (
          <Node key={node.id} node={node} />
        ))}
      </ul>
      {nodes.length === 0 && <p class="hint">The cluster has not told of any yet.</p>}
    </Card>
  );
}

function Node({ node }: { node: NodeFrame }) {
  const { id, address, isHead, alive, cpus, used, calls, workers } = node;
  return (
    <li class={`node ${alive ? '' : 'node-dead'}`} data-node={id}>
      <span class="node-name">
        <span class="node-state">
          <span class="dot" />
          {alive ? 'alive' : 'dead'}
          {isHead && ', head'}
        </span>
        <span class="node-id">
          {address} <span title={id}>{id.slice(0, 8)}</span>
        </span>
      </span>
      <Strip activity={(frame) => activityOf(frame, id)} />
      <span class="node-now">
        <span>
          {alive ? `${formatMean(used)} of ` : ''}
          {formatMean(cpus)} <span class="unit">{cpus === 1 ? 'CPU' : 'CPUs'}</span>
        </span>
        <span class="node-count">
          {formatCount(calls)} <span class="unit">calls</span>
        </span>
      </span>
      <span class="node-workers">{runningOn(alive, workers)}</span>
    </li>
  );
}

function runningOn(alive: boolean, workers: readonly number[]): string {
  if (!alive) return 'Nothing runs there any more.';
  if (workers.length === 0) return 'No calls of late.';
  const [one, ...more] = workers;
  return more.length === 0
    ? `Latest calls in process ${one}.`
    : `Latest calls in processes ${workers.join(', ')}.`;
}

function activityOf({ nodes }: Frame, id: string): Activity | undefined {
  const node = nodes?.find((each) => each.id === id);
  return node?.alive ? { working: node.cpus > 0 ? node.used / node.cpus : 0, waiting: 0 } : undefined;
}
