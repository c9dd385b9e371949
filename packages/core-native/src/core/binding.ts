import { loadAddon } from '@pyloom/addon';
import { packageFolder } from '../package-folder';

/** What the addon exports; native/binding/addon.cc is the other half. */
interface Addon {
  connect(): Binding;
}

/** The core, for one copy of this package in one thread. Everything here expects checked arguments. */
export interface Binding {
  attach(
    onMessages: (
      length: number,
      attachments: readonly ReceivedBuffer[] | undefined,
      buffer: ArrayBuffer | undefined,
    ) => boolean,
    onSyncCall: (
      session: number,
      functionId: number,
      hasKeywords: boolean,
      length: number,
      buffer: ArrayBuffer | undefined,
      attachments: readonly ReceivedBuffer[] | undefined,
    ) => SyncAnswer,
    doNothing: () => void,
  ): void;
  /** The description of the CPython that is loaded when it is another than this one, '' otherwise. */
  start(
    library: string,
    executable: string,
    pythonFolder: string,
    isolateLibraries: boolean,
    description: string,
  ): string;
  flush(bytes: Uint8Array, length: number, attachments: readonly Attachment[]): void;
  cancel(callId: number): boolean;
  resubmit(callId: number, pool: number, interpreter: number, lane: number): void;
  internFunction(module: string, name: string): number;
  configurePool(kind: number, size: number, maxSize: number): void;
  /** Of the processes of that session, if its calls run in processes. */
  reserveLane(kind: number, session: number): number;
  releaseLane(lane: number): void;
  openSession(): number;
  closeSession(session: number): void;
  setHostFunction(session: number, name: string, id: number): void;
  removeHostFunction(session: number, name: string): boolean;
  lendNativeFunction(session: number, name: string, external: unknown): boolean;
  /** A function of JavaScript's is ''. */
  setConverters(session: number, types: readonly string[], how: readonly string[]): void;
  setEventMode(session: number, kind: number, mode: number): void;
  callSync(
    session: number,
    key: number,
    length: number,
    hasKeywords: boolean,
    attachmentCount: number,
    attachments: readonly Attachment[],
    interpreter: number,
  ): SyncOutcome;
  bindSync(session: number, key: number): number | SyncBuffer;
  unbindSync(index: number): void;
  callBound(session: number, index: number, ...args: readonly unknown[]): SyncOutcome;
  setSyncArguments(bytes: Uint8Array): void;
  setSyncReply(bytes: Uint8Array): void;
  /** The next result of a synchronous call lies in a new buffer: the old one is still being read. */
  renewSyncBuffer(): void;
  gilEnabled(): boolean;
  facts(): { started: boolean; freeThreadedBuild: boolean; supportsOwnGil: boolean };
  /** Of that session's processes, or of this process. */
  stats(session: number): {
    sessions: number;
    references: number;
    pools: {
      kind: number;
      size: number;
      maxSize: number;
      queued: number;
      running: number;
      waiting: number;
    }[];
    lanes: {
      id: number;
      interpreter: number;
      kind: number;
      busy: boolean;
      waiting: boolean;
      lost: boolean;
      contexts: number;
      completed: number;
      pid?: number;
      rss?: number;
      restarts?: number;
    }[];
  };
  /** The process is about to end with this code; `isLast`: JavaScript has nothing left to do but what takes `rest` milliseconds. */
  exit(code: number, isLast: boolean, rest: number): void;
  /** The executable of the CPython that is loaded or being loaded, '' when none is. */
  loadedPython(): string;
  /** The CPython that another addon file of this package has started, and that file. */
  otherCopy(): readonly [python: string, addon: string] | undefined;
  readonly isMainThread: boolean;
  /** Whether Python may keep a SharedArrayBuffer of this thread: not where its memory goes with the thread. */
  readonly keepsSharedMemory: boolean;
  /** Whether SIGINT is to interrupt what runs in callSync; on the main thread. */
  watchInterrupts(wanted: boolean): void;
  forget(key: string, session: number): void;
  /** Calls of that session run in processes from now on. `settings`: killAfter, maxRestarts, maxCalls, maxMemory. */
  openProcesses(
    session: number,
    executable: string,
    pythonFolder: string,
    folder: string,
    environment: readonly string[],
    settings: readonly number[],
    limitNames: readonly string[],
    limits: readonly number[],
  ): void;
  configureProcesses(session: number, kind: number, size: number, maxSize: number): void;
  nameHomeModule(prefix: string): void;
  homeModules(): string[];
}

/**
 * What travels beside its message: a buffer, and whether Python may write into it; or the number of a function or error,
 * which the core releases when nobody refers to it any more.
 */
export type Attachment = readonly [view: ArrayBufferView, writable: boolean] | number;

/** Memory of Python's, or a part of a buffer of this thread that comes back. */
export type ReceivedBuffer = ArrayBuffer | readonly [buffer: ArrayBufferLike, offset: number, length: number];

/** The buffer that results lie in, when it is a new one, and the buffers beside the result. */
export type SyncBuffer = readonly [
  buffer: ArrayBuffer | undefined,
  attachments: readonly ReceivedBuffer[] | undefined,
];

/** The length of what a host function returned, negative for what it threw; with the buffers beside it, if any. */
export type SyncAnswer = number | readonly [length: number, attachments: readonly Attachment[]];

/** A scalar as it is; anything else as the buffer it lies in; undefined: an argument needs to be encoded. */
export type SyncOutcome = number | string | boolean | null | undefined | SyncBuffer;

/**
 * A connection of its own for this copy of the module: the ESM and the CJS build may both be loaded, and one again after a test
 * runner has cleared its registry.
 */
export const binding = (loadAddon(packageFolder, 'core-native') as Addon).connect();
