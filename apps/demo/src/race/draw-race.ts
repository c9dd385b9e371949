import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { formatCount, formatCountOf } from '../terminal/numbers.ts';
import type { Lap } from './lap.ts';
import type { RaceReport } from './report.ts';
import { makeReadable } from './svg-style.ts';

/** The race as an SVG: a panel for each job, a bar for each racer, and where one lane of the same mode would be. */
export async function drawRace(report: RaceReport): Promise<string> {
  const view = new View(parse(compile(chartOf(report)).spec), { renderer: 'none' });
  try {
    return makeReadable(await view.toSVG(), titleOf(report), summaryOf(report));
  } finally {
    view.finalize();
  }
}

function chartOf(report: RaceReport): TopLevelSpec {
  const { jobs, racers } = report;
  return {
    title: { text: titleOf(report), subtitle: captionOf(report), anchor: 'start', offset: 16 },
    background: '#ffffff',
    padding: 16,
    data: { values: rowsOf(report) },
    facet: {
      row: {
        field: 'job',
        sort: jobs.map(({ title, text }) => `${title}: ${text}`),
        header: {
          title: null,
          labelOrient: 'top',
          labelAnchor: 'start',
          labelFontSize: 13,
          labelFontWeight: 'bold',
        },
      },
    },
    spec: {
      width: 460,
      height: { step: 26 },
      encoding: {
        y: { field: 'racer', type: 'nominal', sort: racers.map(({ name }) => name), title: null },
        x: { type: 'quantitative', title: 'calls a second' },
      },
      layer: [
        {
          mark: { type: 'bar', cornerRadiusEnd: 3 },
          encoding: {
            x: { field: 'callsPerSecond' },
            color: {
              field: 'mode',
              legend: null,
              scale: { domain: Object.keys(modeColours), range: Object.values(modeColours) },
            },
          },
        },
        {
          mark: { type: 'tick', thickness: 2, color: 'currentColor' },
          encoding: { x: { field: 'oneLane' } },
        },
        {
          mark: { type: 'text', align: 'left', dx: 6, color: 'currentColor' },
          encoding: { x: { field: 'farthest' }, text: { field: 'label' } },
        },
      ],
    },
    resolve: { scale: { x: 'independent' } },
    config: {
      font: 'system-ui, sans-serif',
      title: {
        color: 'currentColor',
        subtitleColor: 'currentColor',
        fontSize: 16,
        subtitleFontSize: 12,
        subtitlePadding: 6,
      },
      header: { labelColor: 'currentColor' },
      axis: {
        labelColor: 'currentColor',
        titleColor: 'currentColor',
        titleFontWeight: 'normal',
        tickColor: '#888888',
        domainColor: '#888888',
        gridColor: '#88888855',
        labelFontSize: 12,
        labelLimit: 240,
      },
      text: { fontSize: 12 },
      view: { stroke: null },
    },
  };
}

/** Each stands out from white and from black. */
const modeColours = { free_threaded: '#1a9850', subinterp: '#3a7fd5', multi_executor: '#c77a1e' };

function rowsOf({ jobs, racers, calls }: RaceReport) {
  const oneLane = (lap: Lap) => (calls / lap.oneLaneMs) * 1000;
  return racers.flatMap((racer) =>
    racer.laps.map((lap, index) => ({
      job: `${jobs[index]?.title}: ${jobs[index]?.text}`,
      racer: racer.name,
      mode: racer.mode,
      callsPerSecond: lap.callsPerSecond,
      oneLane: oneLane(lap),
      farthest: Math.max(lap.callsPerSecond, oneLane(lap)),
      label: `${formatCount(Math.round(lap.callsPerSecond))}/s, ${lap.speedup.toFixed(2)}x`,
    })),
  );
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
function summaryOf(report: RaceReport): string {
  return rowsOf(report)
    .map(({ job, racer, label }) => `${job}, ${racer}: ${label}.`)
    .join(' ');
}
