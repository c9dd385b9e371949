import { signal } from '@preact/signals';
import type { ActEvent } from '../../../src/serve/control/act-event.ts';

/** What an act has said so far. */
export interface Playing {
  readonly act: string;
  readonly lines: readonly { readonly text: string; readonly ok?: boolean }[];
  readonly state: 'playing' | 'good' | 'failed';
}

/** The act that is being played, or was played last. */
export const playing = signal<Playing | undefined>(undefined);
/** How each act ended that was played while the page was open. */
export const outcomes = signal<Readonly<Record<string, 'good' | 'failed'>>>({});

export function takeActEvent(event: ActEvent): void {
  const { act } = event;
  const before = playing.value?.act === act ? playing.value : { act, lines: [], state: 'playing' as const };
  if (event.phase === 'start') {
    playing.value = { act, lines: [], state: 'playing' };
  } else if (event.phase === 'line') {
    const { text, ok } = event;
    playing.value = { ...before, lines: [...before.lines, { text, ok }] };
  } else {
    const state = event.ok ? 'good' : 'failed';
    playing.value = { ...before, state };
    outcomes.value = { ...outcomes.value, [act]: state };
  }
}
