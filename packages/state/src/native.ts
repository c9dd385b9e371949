import { fileURLToPath } from 'node:url';
import { loadAddon } from '@pyloom/addon';

/** A key: the length of one that is ASCII and lies in the scratch, else the string. */
export type NativeKey = number | string;

/** What a write answers. */
export const written = 0;
export const fullOfEntries = 1;
export const fullOfBytes = 2;
export const differs = 3;

/** Why add() did nothing. */
export type AddRefusal = 'not an integer' | 'overflow' | 'entries' | 'bytes';

/** A thread's side of all stores (native/connection.h). A handle stands for an open store. Nothing here checks its arguments. */
export interface Connection {
  /** An empty name: a private one. An existing name keeps its limits; Infinity is none. */
  open(name: string, maxEntries: number, maxBytes: number): number;
  close(handle: number): void;
  maxEntries(handle: number): number;
  maxBytes(handle: number): number;
  size(handle: number): number;
  /** -1: missing. A number: so many encoded bytes lie in the scratch. Bytes: the scratch was too small. */
  get(handle: number, key: NativeKey): number | Uint8Array;
  has(handle: number, key: NativeKey): boolean;
  /** `written` or one of the two reasons why not. */
  set(handle: number, key: NativeKey, bytes: Uint8Array, length: number): number;
  /** The expected value lies in front of `middle`, the next one behind it; 0: the key is to be missing. */
  compareAndSet(handle: number, key: NativeKey, bytes: Uint8Array, middle: number, length: number): number;
  add(handle: number, key: NativeKey, by: number | bigint, subtract: boolean): number | bigint | AddRefusal;
  delete(handle: number, key: NativeKey): boolean;
  /** An encoded array. */
  keys(handle: number, prefix: NativeKey): Uint8Array;
  clear(handle: number): void;
  functions(handle: number): Record<string, unknown>;
  /** For tests: calls a native function so many times. */
  invoke(
    external: unknown,
    bytes: Uint8Array,
    times: number,
  ): [status: number, result: Uint8Array, nanoseconds: number];
}

interface Addon {
  connect(scratch: Uint8Array): Connection;
}

// src/ and dist/ are equally deep, so `..` is the package's folder from both.
export const addon = loadAddon(fileURLToPath(new URL('..', import.meta.url)), 'state') as Addon;
