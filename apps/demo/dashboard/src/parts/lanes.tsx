import type { LaneFrame } from '../../../src/serve/monitor/frame.ts';
import { formatCount, formatShare } from '../format.ts';
import { facts, latest } from '../live/store.ts';
import { LaneStrip } from '../plots/lane-strip.tsx';
import { Card } from './card.tsx';

/** More rows than this say nothing to anybody. */
const mostShown = 24;

/** Each thread that runs Python, with its last minute. */
export function Lanes() {
  const lanes = [...(latest.value?.lanes ?? [])].sort(byInterpreter);
  const shown = lanes.slice(0, mostShown);
  return (
    <Card
      id="lanes"
      title="Lanes"
      hint="Threads that run Python, over the last minute. One that waits has asked JavaScript for something."
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
      {lanes.length === 0 && <p class="hint">None has started yet.</p>}
    </Card>
  );
}

function Lane({ lane, name }: { lane: LaneFrame; name: string }) {
  const { id, working, waiting, completed } = lane;
  return (
    <li class="lane">
      <span class="lane-name">{name}</span>
      <LaneStrip lane={id} />
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

function byInterpreter(a: LaneFrame, b: LaneFrame): number {
  return a.interpreter - b.interpreter || a.id - b.id;
}

/** What a lane is called, with a number where several bear the name: an interpreter gets more threads while its own waits. */
function nameOf(lane: LaneFrame, lanes: readonly LaneFrame[]): string {
  const alike = lanes.filter((other) => plainName(other) === plainName(lane));
  if (alike.length === 1) return plainName(lane);
  const joint = plainName(lane).includes('interpreter') ? ', thread ' : ' ';
  return `${plainName(lane)}${joint}${alike.indexOf(lane) + 1}`;
}

function plainName({ kind, interpreter }: LaneFrame): string {
  if (kind === 'async') return 'event loop';
  if (kind === 'context') return 'context';
  if (interpreter > 0) return `interpreter ${interpreter}`;
  return facts.value?.mode === 'subinterp' ? 'main interpreter' : 'thread';
}
