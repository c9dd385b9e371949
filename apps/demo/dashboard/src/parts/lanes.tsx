import { useSignal } from '@preact/signals';
import type { LaneFrame } from '../../../src/serve/monitor/frame.ts';
import { formatCount, formatShare } from '../format.ts';
import { control } from '../live/control.ts';
import { facts, latest } from '../live/store.ts';
import { Strip } from '../plots/strip.tsx';
import { Card } from './card.tsx';

/** More rows than this say nothing to anybody. */
const mostShown = 24;

/** Each thread that runs Python, with its last minute. */
export function Lanes() {
  const lanes = [...(latest.value?.lanes ?? [])].sort(byInterpreter);
  const shown = lanes.slice(0, mostShown);
  const areProcesses = lanes.some(({ restarts }) => restarts !== undefined);
  return (
    <Card
      id="lanes"
      title="Lanes"
      hint={hintFor(areProcesses)}
      aside={
        <ul class="legend" aria-label="Legend">
          <li class="swatch swatch-working">working</li>
          <li class="swatch swatch-waiting">waiting</li>
        </ul>
      }
    >
      <ul class="lanes">
        {shown.map((lane) => (
          <Lane key={lane.id} lane={lane} name={nameOf(lane, lanes)} />
        ))}
      </ul>
      {lanes.length > shown.length && <p class="hint">and {lanes.length - shown.length} more</p>}
      {areProcesses && <KillButton />}
      {lanes.length === 0 && <p class="hint">None has started yet.</p>}
    </Card>
  );
}

function hintFor(areProcesses: boolean): string {
  if (facts.value?.mode === 'ray')
    return 'Here there is the driver alone, a process that hands calls over to the cluster, over the last minute.';
  return `${areProcesses ? 'Processes' : 'Threads'} that run Python, over the last minute. One that waits has asked JavaScript for something.`;
}

function Lane({ lane, name }: { lane: LaneFrame; name: string }) {
  const { id, working, waiting, completed } = lane;
  return (
    <li class="lane">
      <span class="lane-name">
        {name}
        {lane.restarts !== undefined && <ProcessFacts lane={lane} />}
      </span>
      <Strip activity={({ lanes }) => lanes.find((each) => each.id === id)} />
      <span class="lane-now">
        <span class="lane-working">
          {formatShare(working)} <span class="hidden">working</span>
        </span>
        <span class="lane-waiting">
          {formatShare(waiting)} <span class="hidden">waiting</span>
        </span>
        <span class="lane-count">
          {formatCount(completed)} <span class="unit">calls</span>
        </span>
      </span>
    </li>
  );
}

function ProcessFacts({ lane: { pid, rss = 0, restarts = 0 } }: { lane: LaneFrame }) {
  if (pid === undefined) return <span class="lane-process">starts anew</span>;
  return (
    <span class="lane-process" title="process, memory, how often it was started anew after a crash">
      {pid}, {formatCount(rss / 2 ** 20)} MB
      {restarts > 0 && `, ${formatCount(restarts)}\u00a0${restarts === 1 ? 'restart' : 'restarts'}`}
    </span>
  );
}

/** What it ran is lost, as a 503; everything else goes on. */
function KillButton() {
  const problem = useSignal('');
  const kill = () =>
    control('kill', {}).then(
      () => {
        problem.value = '';
      },
      (error: Error) => {
        problem.value = error.message;
      },
    );
  return (
    <div class="lane-kill">
      <button type="button" id="kill" onClick={kill}>
        {facts.value?.mode === 'ray' ? 'Kill the driver' : 'Kill a process'}
      </button>
      <p class="problem" role="alert">
        {problem.value}
      </p>
    </div>
  );
}

function byInterpreter(a: LaneFrame, b: LaneFrame): number {
  // A process that takes the place of another one has another interpreter, and the same place.
  const places = a.restarts === undefined ? a.interpreter - b.interpreter : 0;
  return places || a.id - b.id;
}

/** What a lane is called, with a number where several bear the name: an interpreter gets more threads while its own waits. */
function nameOf(lane: LaneFrame, lanes: readonly LaneFrame[]): string {
  const alike = lanes.filter((other) => plainName(other) === plainName(lane));
  if (alike.length === 1) return plainName(lane);
  const joint = plainName(lane).includes('interpreter') ? ', thread ' : ' ';
  return `${plainName(lane)}${joint}${alike.indexOf(lane) + 1}`;
}

function plainName({ kind, interpreter, restarts }: LaneFrame): string {
  if (kind === 'async') return 'event loop';
  if (kind === 'context') return 'context';
  if (facts.value?.mode === 'ray') return 'driver';
  if (restarts !== undefined) return kind === 'home' ? 'home process' : 'process';
  if (interpreter > 0) return `interpreter ${interpreter}`;
  return facts.value?.mode === 'subinterp' ? 'main interpreter' : 'thread';
}
