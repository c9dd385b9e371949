import type { ExecutionMode, PythonInstallation } from '@pyloom/client';
import { DemoError } from '../failure.ts';
import { type Racer, racedModes, racersOf } from './racer.ts';

/** Who is to take part. */
export interface Choice {
  /** Every Python, rather than one for each mode. */
  readonly each: boolean;
  /** None means all. */
  readonly modes: readonly ExecutionMode[];
}

/**
 * The racers that these Pythons give, each with a name of its own.
 *
 * @param pythons the newest first
 * @throws DemoError where a mode that was asked for cannot be had.
 */
export function pickRacers(pythons: readonly PythonInstallation[], { each, modes }: Choice): Racer[] {
  const all = pythons.flatMap(racersOf);
  const missing = modes.find((mode) => !all.some((racer) => racer.mode === mode));
  if (missing) {
    const there = all.map(({ mode, executable }) => `${mode} (${executable})`).join(', ');
    throw new DemoError(`none of these Pythons offers mode ${missing}, there is: ${there}`);
  }
  const wanted = racedModes.filter((mode) => modes.length === 0 || modes.includes(mode));
  if (each) return withOwnNames(all.filter(({ mode }) => wanted.includes(mode)));
  return wanted.flatMap((mode) => newest(all, mode));
}

/**
 * The first, since they come in that order. A mode with a GIL is for a Python that always has one, if there is any: so the
 * two of them are raced on the same Python, and only the mode differs.
 */
function newest(racers: readonly Racer[], mode: ExecutionMode): Racer[] {
  const candidates = racers.filter((racer) => racer.mode === mode);
  const free = new Set(
    racers.filter((racer) => racer.mode === 'free_threaded').map(({ executable }) => executable),
  );
  const withGil = candidates.filter(({ executable }) => !free.has(executable));
  return (mode === 'free_threaded' || withGil.length === 0 ? candidates : withGil).slice(0, 1);
}

/** A Python that was named twice races once; two builds of one version are told apart. */
function withOwnNames(racers: readonly Racer[]): Racer[] {
  const unique = new Map(racers.map((racer) => [`${racer.mode} ${racer.executable}`, racer]));
  const seen = new Map<string, number>();
  return [...unique.values()].map((racer) => {
    const times = (seen.get(racer.name) ?? 0) + 1;
    seen.set(racer.name, times);
    return times === 1 ? racer : { ...racer, name: `${racer.name} #${times}` };
  });
}
