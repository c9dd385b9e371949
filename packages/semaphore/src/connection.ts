import { addon } from './native';

/** Ends a wait: with its permit, or with the reason why there is none. */
export type Settle = (refusal: Refusal | undefined) => void;

/** Makes the error. Called by whoever awaited, so that V8 puts the callers of acquire() into its stack. */
export type Refusal = () => unknown;

/**
 * The waits of this thread by their slots in the addon. A function alone and an array, since ten thousand waits
 * spend most of their time in the garbage collector.
 */
const waits: (Settle | undefined)[] = [];

/** One for this copy of the module: the ESM and the CJS build may both be loaded, and each has waits of its own. */
export const native = addon.connect(deliver);

/**
 * Settles the waits that got their permits, in the order in which they got them. The addon calls it for grants
 * that came from other threads.
 */
export function deliver(): void {
  for (let slot = native.fetchGrant(); slot >= 0; slot = native.fetchGrant()) settle(slot, undefined);
}

export function addWait(slot: number, settle: Settle): void {
  waits[slot] = settle;
}

/** The slot is the addon's again by then. */
export function settle(slot: number, refusal: Refusal | undefined): void {
  const wait = waits[slot];
  waits[slot] = undefined;
  wait?.(refusal);
}
