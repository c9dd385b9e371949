import type { AlignedData } from 'uplot';
import type { Frame } from '../../../src/serve/monitor/frame.ts';
import { formatCount, formatMean, formatMilliseconds } from '../format.ts';
import { frames, gapMs } from '../live/store.ts';
import { Card } from '../parts/card.tsx';
import { type Line, Plot } from './plot.tsx';

/** A line, what it is called, and where its values come from. */
interface Track extends Line {
  readonly name: string;
  /** The class of its swatch. */
  readonly swatch: string;
  readonly value: (frame: Frame) => number | null;
  /** Shown as the mean of a second. */
  readonly smooth?: boolean;
  readonly format: (value: number) => string;
}

const permits: readonly Track[] = [
  {
    name: 'in use',
    swatch: 'working',
    colour: ({ working }) => working,
    filled: true,
    value: (frame) => frame.permits.used,
    smooth: true,
    format: formatMean,
  },
  {
    name: 'limit',
    swatch: 'limit',
    colour: ({ ink }) => ink,
    dash: [6, 4],
    stepped: true,
    value: (frame) => frame.permits.max,
    format: formatCount,
  },
];

const throughput: readonly Track[] = [
  {
    name: 'served',
    swatch: 'served',
    colour: ({ served }) => served,
    filled: true,
    value: (frame) => frame.rates.served,
    smooth: true,
    format: formatCount,
  },
  {
    name: 'shed (503)',
    swatch: 'shed',
    colour: ({ shed }) => shed,
    dash: [5, 3],
    value: (frame) => frame.rates.shed,
    smooth: true,
    format: formatCount,
  },
];

const latency: readonly Track[] = [
  {
    name: 'p50',
    swatch: 'p50',
    colour: ({ served }) => served,
    value: (frame) => frame.latency?.p50 ?? null,
    format: formatMilliseconds,
  },
  {
    name: 'p95',
    swatch: 'p95',
    colour: ({ working }) => working,
    dash: [8, 4],
    value: (frame) => frame.latency?.p95 ?? null,
    format: formatMilliseconds,
  },
  {
    name: 'p99',
    swatch: 'p99',
    colour: ({ waiting }) => waiting,
    dash: [2, 3],
    value: (frame) => frame.latency?.p99 ?? null,
    format: formatMilliseconds,
  },
];

export function PermitsPlot() {
  return <Tracks id="permits" title="Permits" hint="In use, of those there are" tracks={permits} least={4} />;
}

export function ThroughputPlot() {
  return (
    <Tracks id="throughput" title="Throughput" hint="Requests a second" tracks={throughput} least={10} />
  );
}

export function LatencyPlot() {
  return (
    <Tracks
      id="latency"
      title="Latency"
      hint="Milliseconds, of requests served"
      tracks={latency}
      least={10}
    />
  );
}

interface TracksProps {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly tracks: readonly Track[];
  readonly least: number;
}

function Tracks({ id, title, hint, tracks, least }: TracksProps) {
  return (
    <Card id={id} title={title} hint={hint} aside={<Values tracks={tracks} />}>
      <Plot lines={tracks} data={dataOf(tracks, frames.value)} least={least} />
    </Card>
  );
}

/** The legend, with the newest values: what the plot says, as text. */
function Values({ tracks }: { tracks: readonly Track[] }) {
  return (
    <dl class="values">
      {tracks.map((track) => {
        const { name, swatch, format } = track;
        const now = valueAt(track, frames.value, frames.value.length - 1);
        return (
          <div key={name} class={`swatch swatch-${swatch}`}>
            <dt>{name}</dt>
            <dd>{now === null ? '–' : format(now)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

const smoothed = 4;

function valueAt(track: Track | undefined, shown: readonly Frame[], index: number): number | null {
  const newest = shown[index];
  if (track === undefined || newest === undefined) return null;
  if (!track.smooth) return track.value(newest);
  const some = shown.slice(Math.max(0, index + 1 - smoothed), index + 1);
  return some.reduce((sum, frame) => sum + (track.value(frame) ?? 0), 0) / some.length;
}

function dataOf(tracks: readonly Track[], shown: readonly Frame[]): AlignedData {
  const now = shown.at(-1)?.time ?? 0;
  const times: number[] = [];
  const values: (number | null)[][] = tracks.map(() => []);
  for (const [index, frame] of shown.entries()) {
    const before = shown[index - 1];
    if (before && frame.time - before.time > gapMs) {
      times.push((before.time + 1 - now) / 1000);
      for (const each of values) each.push(null);
    }
    times.push((frame.time - now) / 1000);
    for (const [track, each] of values.entries()) each.push(valueAt(tracks[track], shown, index));
  }
  return [times, ...values];
}
