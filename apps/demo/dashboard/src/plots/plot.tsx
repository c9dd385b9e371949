import { useEffect, useRef } from 'preact/hooks';
import UPlot, { type AlignedData, type Options, type Series } from 'uplot';
import { shownSeconds } from '../live/store.ts';
import { type Colours, colours } from './theme.ts';
import { useSize } from './use-size.ts';

/** One line of a plot. */
export interface Line {
  readonly colour: (palette: Colours) => string;
  readonly dash?: readonly number[];
  readonly filled?: boolean;
  /** Keeps its value until the next one, as a limit does. */
  readonly stepped?: boolean;
}

interface PlotProps {
  readonly lines: readonly Line[];
  /** Seconds before now, up to 0; then the values of each line. */
  readonly data: AlignedData;
  /** The least that the vertical axis shows. */
  readonly least: number;
}

const height = 170;

/** Lines over the last minute. What they show is beside it as text, so the canvas is hidden from screen readers. */
export function Plot({ lines, data, least }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const { width } = useSize(box);
  const palette = colours.value;
  // New data is handed to the plot that is there, below.
  useEffect(() => {
    if (box.current === null || width === 0) return;
    plot.current = new UPlot(options(lines, palette, width, least), data, box.current);
    return () => plot.current?.destroy();
  }, [width, palette, lines, least]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  return <div class="plot" ref={box} aria-hidden="true" style={{ minHeight: `${height}px` }} />;
}

function options(lines: readonly Line[], palette: Colours, width: number, least: number): Options {
  const axis = {
    stroke: palette.muted,
    font: '12px "Geist Variable", sans-serif',
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    pxAlign: 0,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { time: false, range: [-shownSeconds, 0] },
      y: { range: (_, __, max) => [0, Math.max(least, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        splits: [-60, -45, -30, -15, 0],
        values: (_, splits) => splits.map((seconds) => (seconds === 0 ? 'now' : `${-seconds} s`)),
      },
      { ...axis, size: 44, gap: 6 },
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, palette))],
  };
}

function seriesOf({ colour, dash, filled, stepped }: Line, palette: Colours): Series {
  const stroke = colour(palette);
  return {
    stroke,
    width: 2,
    points: { show: false },
    ...(dash && { dash: [...dash] }),
    ...(filled && { fill: `color-mix(in srgb, ${stroke} 18%, transparent)` }),
    ...(stepped && UPlot.paths.stepped && { paths: UPlot.paths.stepped({ align: -1 }) }),
  };
}
