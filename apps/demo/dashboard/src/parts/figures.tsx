import type { ComponentChildren } from 'preact';
import { formatCount, formatMean, formatMilliseconds } from '../format.ts';
import { frames, latest } from '../live/store.ts';

/** Over a second: a quarter of one would make the figures jump. */
const smoothed = 4;

export function Figures() {
  const frame = latest.value;
  const recent = frames.value.slice(-smoothed);
  const mean = (value: (frame: (typeof recent)[number]) => number) =>
    recent.reduce((sum, each) => sum + value(each), 0) / Math.max(1, recent.length);
  const latency = frame?.latency;
  const shed = Math.round(mean(({ rates }) => rates.shed));
  return (
    <dl class="figures">
      <Figure name="Served" kind="served" unit="/s" more={`${formatCount(frame?.totals.served ?? 0)} in all`}>
        {formatCount(mean(({ rates }) => rates.served))}
      </Figure>
      <Figure
        name="Shed with 503"
        kind={shed > 0 ? 'shed' : 'none'}
        unit="/s"
        more={`${formatCount(frame?.totals.shed ?? 0)} in all`}
      >
        {formatCount(shed)}
      </Figure>
      <Figure
        name="Median time"
        kind="time"
        unit="ms"
        more={latency ? `p99 ${formatMilliseconds(latency.p99)} ms` : 'no request yet'}
      >
        {latency ? formatMilliseconds(latency.p50) : '–'}
      </Figure>
      <Figure
        name="Permits in use"
        kind="permits"
        unit={`of ${frame?.permits.max ?? '–'}`}
        more={`peak ${frame?.permits.peak ?? 0}${describeReason(frame?.permits.reason)}`}
      >
        {formatMean(mean(({ permits }) => permits.used))}
      </Figure>
    </dl>
  );
}

/** Why a limit that follows the load is where it is. */
function describeReason(reason: string | null | undefined): string {
  return reason ? `, limit ${reasons[reason] ?? reason}` : '';
}

const reasons: Record<string, string> = {
  growing: 'growing',
  waits: 'falling: requests wait for lanes',
  'no gain': 'falling: more bring no more',
  steady: 'right',
  idle: 'not reached',
};

interface FigureProps {
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly more: string;
  readonly children: ComponentChildren;
}

function Figure({ name, kind, unit, more, children }: FigureProps) {
  return (
    <div class={`figure figure-${kind}`}>
      <dt>{name}</dt>
      <dd>
        <span class="value">{children}</span> <span class="unit">{unit}</span>
        <span class="more">{more}</span>
      </dd>
    </div>
  );
}
