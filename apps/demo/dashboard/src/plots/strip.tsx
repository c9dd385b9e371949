import { useEffect, useRef } from 'preact/hooks';
import type { Frame } from '../../../src/serve/monitor/frame.ts';
import { frames, gapMs, shownSeconds } from '../live/store.ts';
import { type Colours, colours } from './theme.ts';
import { useSize } from './use-size.ts';

/** Shares of a frame's time, from 0 to 1. */
export interface Activity {
  readonly working: number;
  readonly waiting: number;
}

/** What a column shows: two frames, since one has only ten looks at a lane. */
const columnSeconds = 0.5;
const columns = shownSeconds / columnSeconds;

/** The last minute of a lane or a node as a piece of cloth: each half second is a thread across, as high as it was busy. */
export function Strip({ activity }: { activity: (frame: Frame) => Activity | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const shown = frames.value;
  const palette = colours.value;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0 || height === 0) return;
    const ratio = devicePixelRatio;
    context.canvas.width = width * ratio;
    context.canvas.height = height * ratio;
    context.scale(ratio, ratio);
    const now = shown.at(-1)?.time ?? 0;
    for (const column of columnsOf(shown, activity)) {
      const age = now / 1000 / columnSeconds - column.number;
      drawColumn(context, { ...column, left: (1 - age / columns) * width, width, height }, palette);
    }
  }, [shown, width, height, palette, activity]);
  return (
    <div class="strip" ref={box} aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  );
}

interface Column extends Activity {
  /** Of all columns since 1970: a column stays the same while it moves along. */
  readonly number: number;
}

/** A frame fills the columns since the one before it; a service that is very busy makes them late. */
function columnsOf(shown: readonly Frame[], activityIn: (frame: Frame) => Activity | undefined): Column[] {
  const groups = new Map<number, Activity[]>();
  for (const [index, frame] of shown.entries()) {
    const { time } = frame;
    const activity = activityIn(frame);
    if (activity === undefined) continue;
    const start = Math.max(shown[index - 1]?.time ?? 0, time - gapMs);
    for (let number = columnAt(start + 1); number <= columnAt(time); number++) {
      groups.set(number, [...(groups.get(number) ?? []), activity]);
    }
  }
  return [...groups].map(([number, group]) => ({
    number,
    working: group.reduce((sum, { working }) => sum + working, 0) / group.length,
    waiting: group.reduce((sum, { waiting }) => sum + waiting, 0) / group.length,
  }));
}

function columnAt(time: number): number {
  return Math.floor(time / 1000 / columnSeconds);
}

interface Place {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

function drawColumn(
  context: CanvasRenderingContext2D,
  { working, waiting, left, width, height }: Column & Place,
  palette: Colours,
): void {
  const across = Math.max(1, width / columns - 1);
  const workingHeight = working * height;
  const waitingHeight = waiting * height;
  context.fillStyle = palette.working;
  context.fillRect(left, height - workingHeight, across, workingHeight);
  context.fillStyle = palette.waiting;
  context.fillRect(left, height - workingHeight - waitingHeight, across, waitingHeight);
}
