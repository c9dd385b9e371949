import { computed, signal } from '@preact/signals';
import type { Facts, Frame } from '../../../src/serve/monitor/frame.ts';
import type { LogEntry } from '../../../src/serve/monitor/log.ts';

/** What the service has told, as signals: a part of the page is drawn again when what it reads changes. */
export const facts = signal<Facts | undefined>(undefined);
export const frames = signal<readonly Frame[]>([]);
export const log = signal<readonly LogEntry[]>([]);
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');
/** The reader looks at something: what comes meanwhile is kept for later. */
export const paused = signal(false);

export const latest = computed(() => frames.value.at(-1));

/** Seconds of history that the plots show. */
export const shownSeconds = 60;

/** Frames come four times a second; a longer time without one is a gap in what is drawn. */
export const gapMs = 1500;

const keptEntries = 200;

export function addFrames(more: readonly Frame[]): void {
  const since = (more.at(-1)?.time ?? 0) - shownSeconds * 1000;
  frames.value = [...frames.value, ...more].filter(({ time }) => time >= since);
}

/** An entry that is there already, since the connection was lost in between, is not added again. */
export function addEntries(more: readonly LogEntry[]): void {
  const last = log.value.at(-1)?.id ?? 0;
  log.value = [...log.value, ...more.filter(({ id }) => id > last)].slice(-keptEntries);
}
