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
    ) => void,
    onSyncCall: (
      session: number,
      functionId: number,
      hasKeywords: boolean,
      length: number,
      buffer: ArrayBuffer | undefined,
      attachments: readonly ReceivedBuffer[] | undefined,
    ) => SyncAnswer,
    /** With four scalars at most, `count` of which are given. */
    onScalarCall: (
      session: number,
      functionId: number,
      count: number,
      a?: Scalar,
      b?: Scalar,
      c?: Scalar,
      d?: Scalar,
    ) => Scalar | SyncReply,
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
  /** A piece of memory of Python's, for as long as it is in use; null: there is none; undefined: it has more than `most` bytes. */
  takePiece(pieces: unknown, index: number, most: number): ArrayBuffer | null | undefined;
  cancel(callId: number): boolean;
  resubmit(callId: number, pool: number, interpreter: number, lane: number): void;
  internFunction(module: string, name: string): number;
  configurePool(kind: number, size: number, maxSize: number): void;
  /** Of the processes of that session, if its calls run in processes. */
  reserveLane(kind: number, session: number): number;
  /** The lane of a process that nothing else runs in, or -1. */
  reserveProcess(session: number): number;
  releaseLane(lane: number): void;
  openSession(): number;
  closeSession(session: number): void;
  setHostFunction(session: number, name: string, id: number): void;
  removeHostFunction(session: number, name: string): boolean;
  /** Whether Python waits for the answer of that call of a host function. */
  isHostCallOpen(token: number): boolean;
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
  callNamed(session: number, key: number, ...args: readonly unknown[]): SyncOutcome;
  setSyncArguments(bytes: Uint8Array): void;
  setSyncReply(bytes: Uint8Array): void;
  /** The next result of a synchronous call lies in a new buffer: the old one is still being read. */
  renewSyncBuffer(): void;
  gilEnabled(): boolean;
  facts(): { started: boolean; freeThreadedBuild: boolean; supportsOwnGil: boolean };
  /** Of that session's processes if all its calls run there, else of this process and the processes that the session has. */
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
  /** Zeroed memory that Python may see in every process; or why it is not to be had. */
  makeSharedBuffer(bytes: number): ArrayBuffer | string;
  /**
   * That session may have processes from now on, for `all` its calls or for those that are sent there. `settings`: killAfter,
   * maxRestarts, maxCalls, maxMemory.
   */
  openProcesses(
    session: number,
    executable: string,
    pythonFolder: string,
    folder: string,
    environment: readonly string[],
    settings: readonly number[],
    limitNames: readonly string[],
    limits: readonly number[],
    all: boolean,
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

/**
 * Memory of Python's; what its pieces are asked of; or a part of a buffer of this thread that comes back, or of memory that both sides
 * write to.
 */
export type ReceivedBuffer =
  | ArrayBuffer
  | readonly [pieces: unknown]
  | readonly [buffer: ArrayBufferLike, offset: number, length: number, isShared: boolean];

/** The buffer that results lie in, when it is a new one, and the buffers beside the result. */
export type SyncBuffer = readonly [
  buffer: ArrayBuffer | undefined,
  attachments: readonly ReceivedBuffer[] | undefined,
];

/** The length of what a host function returned, negative for what it threw; with the buffers beside it, if any. */
export type SyncAnswer = number | SyncReply;

export type SyncReply = readonly [length: number, attachments: readonly Attachment[]];

/** What needs no message between the languages; a text has a limit. */
export type Scalar = number | string | boolean | null | undefined;

/** A scalar as it is; anything else as the buffer it lies in; undefined: an argument needs to be encoded. */
export type SyncOutcome = Scalar | SyncBuffer;

/**
 * A connection of its own for this copy of the module: the ESM and the CJS build may both be loaded, and one again after a test
 * runner has cleared its registry.
 */
export const binding = (loadAddon(packageFolder, 'core-native') as Addon).connect();
