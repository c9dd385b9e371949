import { formatCount, formatCountOf } from '../terminal/numbers.ts';
import type { Lap } from './lap.ts';
import type { RaceReport } from './report.ts';
import { element, image, type Svg, text } from './svg.ts';

/** Each stands out from white and from black. */
const modeColours = {
  free_threaded: '#1a9850',
  subinterp: '#3a7fd5',
  multi_executor: '#c77a1e',
  process: '#8a5bc7',
  ray: '#c2457d',
};

/** In pixels: names of racers stand left of the bars, what they came to right of them. */
const [left, width, right] = [190, 460, 150];
const [margin, rowHeight, barHeight] = [16, 26, 22];
/** Of a panel, above its bars and below them. */
const [above, below] = [26, 46];

/** The race as an SVG: a panel for each job, a bar for each racer, and where one lane of the same mode would be. */
export function drawRace(report: RaceReport): string {
  const { racers, jobs } = report;
  const head = [
    text({ x: 0, y: 14, class: 'title' }, titleOf(report)),
    ...captionOf(report).map((line, index) => text({ x: 0, y: 36 + index * 16 }, line)),
  ];
  const headHeight = 76;
  const panelHeight = above + racers.length * rowHeight + below;
  const panels = jobs.map((_, index) =>
    element('g', { transform: `translate(0 ${headHeight + index * panelHeight})` }, panel(report, index)),
  );
  return image(
    {
      title: titleOf(report),
      description: summaryOf(report),
      width: left + width + right,
      height: headHeight + jobs.length * panelHeight,
      margin,
    },
    [...head, ...panels],
  );
}

function panel({ jobs, racers, calls }: RaceReport, job: number): Svg[] {
  const rows = racers.map(({ name, mode, laps }) => {
    const lap = laps[job] as Lap;
    return { name, mode, lap, oneLane: (calls / lap.oneLaneMs) * 1000 };
  });
  const fastest = Math.max(...rows.flatMap(({ lap, oneLane }) => [lap.callsPerSecond, oneLane]));
  const step = niceStep(fastest);
  const most = step * Math.ceil(fastest / step);
  const x = (value: number) => left + (value / most) * width;
  const bottom = above + rows.length * rowHeight;
  const ticks = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step);
  return [
    text({ x: 0, y: 12, class: 'job' }, `${jobs[job]?.title}: ${jobs[job]?.text}`),
    ...ticks.flatMap((value) => [
      element('line', { class: 'grid', x1: x(value), x2: x(value), y1: above, y2: bottom }),
      text({ x: x(value), y: bottom + 16, 'text-anchor': 'middle' }, formatCount(value)),
    ]),
    text({ x: left + width / 2, y: bottom + 34, 'text-anchor': 'middle' }, 'calls a second'),
    ...rows.flatMap(({ name, mode, lap, oneLane }, row) => {
      const y = above + row * rowHeight + (rowHeight - barHeight) / 2;
      const middle = y + barHeight / 2 + 4;
      const end = Math.max(lap.callsPerSecond, oneLane);
      return [
        text({ x: left - 8, y: middle, 'text-anchor': 'end' }, name),
        element('rect', {
          class: 'bar',
          x: left,
          y,
          width: x(lap.callsPerSecond) - left,
          height: barHeight,
          rx: 3,
          fill: modeColours[mode],
        }),
        element('line', { class: 'one-lane', x1: x(oneLane), x2: x(oneLane), y1: y, y2: y + barHeight }),
        text({ x: x(end) + 6, y: middle }, labelOf(lap)),
      ];
    }),
  ];
}

/** 1, 2 or 5 of some power of ten, of which at most five come to `end`. */
function niceStep(end: number): number {
  const power = 10 ** Math.floor(Math.log10(end / 5));
  return [1, 2, 5].map((times) => times * power).find((step) => end / step <= 5) ?? 10 * power;
}

function labelOf({ callsPerSecond, speedup }: Lap): string {
  return `${formatCount(Math.round(callsPerSecond))}/s, ${speedup.toFixed(2)}x`;
}

function titleOf({ executors, cpus }: RaceReport): string {
  return `The same calls in each mode: ${formatCountOf(executors, 'lane')}, ${formatCountOf(cpus, 'CPU')}`;
}

function captionOf({ calls, rounds, node }: RaceReport): string[] {
  return [
    `${formatCountOf(calls, 'call')} of each job, best of ${formatCountOf(rounds, 'turn')}, Node ${node}.`,
    'Bar: over all lanes. Line, and x: against one lane of the same mode.',
  ];
}

/** For those who cannot see it. */
function summaryOf({ jobs, racers }: RaceReport): string {
  return racers
    .flatMap(({ name, laps }) =>
      laps.map((lap, job) => `${jobs[job]?.title}: ${jobs[job]?.text}, ${name}: ${labelOf(lap)}.`),
    )
    .join(' ');
}
