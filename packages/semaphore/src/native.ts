import { fileURLToPath } from 'node:url';
import { loadAddon } from '@pyloom/addon';

/** How full a semaphore was at one moment. */
export type Figures = readonly [current: number, max: number];

/** What give() answers where the thread holds no permit (Participant::kNotHeld). */
export const notHeld = -2;

/**
 * A thread's side of all semaphores (native/participant.h). A handle stands for an open semaphore, a slot for a
 * waiter. Nothing here checks its arguments.
 */
export interface Connection {
  /** An empty name: a private one. An existing name keeps its limits, see `limits`. */
  open(name: string, max: number, maxWaiting: number): number;
  close(handle: number): void;
  limits(handle: number): readonly [initialMax: number, max: number, maxWaiting: number];
  tryTake(handle: number): boolean;
  /** A slot as from fetchGrant, or `notHeld`. */
  give(handle: number): number;
  /** A slot, -1 for a permit taken at once, or the figures of the refusal. */
  enqueue(handle: number, mayWait: boolean): number | Figures;
  /** Ends a wait; undefined if it had got its permit already, which the thread then holds. */
  withdraw(slot: number): Figures | undefined;
  /** The slot of a waiter that got its permit, oldest first; -1 when there is no other. */
  fetchGrant(): number;
  /** True if there are grants to fetch. */
  setMax(handle: number, max: number): boolean;
  current(handle: number): number;
  max(handle: number): number;
  waiting(handle: number): number;
}

interface Addon {
  connect(onWake: () => void): Connection;
}

// src/ and dist/ are equally deep, so `..` is the package's folder from both.
export const addon = loadAddon(fileURLToPath(new URL('..', import.meta.url)), 'semaphore') as Addon;
