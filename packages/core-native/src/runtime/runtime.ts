import { join } from 'node:path';
import type { FunctionKey } from '../calls/function-key';
import { type Channel, channel } from '../channel/channel';
import { binding } from '../core/binding';
import { type PoolKind, poolKinds, poolNumber } from '../core/pool-kind';
import type { PythonInstallation } from '../discovery';
import { packageFolder } from '../package-folder';
import { Session } from '../session/session';
import { checkStart } from './check-start';
import { leaveInTime } from './leaving';
import { RuntimeLoadedError } from './runtime-loaded-error';
import { RuntimeStartError } from './runtime-start-error';

/** How CPython is started. */
export interface RuntimeOptions {
  /**
   * Whether Python's extension modules get the OpenSSL, zlib and others that they were built with, rather than those that the
   * node executable exports under the same names. By RTLD_DEEPBIND, which glibc has; to be switched off under
   * AddressSanitizer, which refuses it. Default: true, unless $PYLOOM_ISOLATE_LIBRARIES is '0'.
   */
  isolateLibraries?: boolean;
}

/** The figures of one pool. */
export interface PoolStats {
  readonly kind: PoolKind;
  /** Lanes that may run at once. */
  readonly size: number;
  /** Lanes that there may be, those included that wait in host functions. */
  readonly maxSize: number;
  /** Requests that no lane has taken yet. */
  readonly queued: number;
  /** Requests that lanes have taken. */
  readonly running: number;
  readonly waiting: number;
}

/** The figures of one lane. */
export interface LaneStats {
  readonly id: number;
  /** 0 is the main interpreter; -1: it is being made. */
  readonly interpreter: number;
  readonly kind: PoolKind;
  /** Whether it runs something. */
  readonly busy: boolean;
  /** In a host function. */
  readonly waiting: boolean;
  /** Given up: stuck in C code. */
  readonly lost: boolean;
  /** How often it is reserved. */
  readonly contexts: number;
  /** Requests that it has run. */
  readonly completed: number;
  /** Of a lane that is a process: its number, -1 before it has begun. */
  readonly pid?: number;
  /** Bytes of it that are in memory. */
  readonly rss?: number;
  /** How often it was started anew after a crash. */
  readonly restarts?: number;
}

/** The figures of the whole process. */
export interface RuntimeStats {
  /** Open ones, of all threads. */
  readonly sessions: number;
  /** Python objects that JavaScript has handles to, in all threads. */
  readonly references: number;
  /** JavaScript functions and errors that Python can get at, of this thread. */
  readonly heldValues: number;
  /** Those that were configured. */
  readonly pools: PoolStats[];
  /** Those that were started. */
  readonly lanes: LaneStats[];
}

/** The CPython of this process, as this thread sees it. Made by `loadRuntime`. */
export class Runtime {
  /** The session whose processes these are; 0: Python runs in this process. */
  protected readonly processesOf: number = 0;
  /** What was loaded. */
  readonly installation: PythonInstallation;
  /** '3.13.0' */
  readonly version: string;
  /** Whether it was built to run without a GIL. */
  readonly freeThreadedBuild: boolean;
  /** Whether this CPython can make sub-interpreters with a GIL of their own (3.12 and later). */
  readonly supportsOwnGil: boolean;
  readonly #channel: Channel;
  readonly #keys = new Map<string, Map<string, FunctionKey>>();
  /** Who calls one function calls it again. */
  #lastKey: FunctionKey | undefined = undefined;

  /** @internal */
  constructor(
    installation: PythonInstallation,
    connection: Channel,
    facts: Pick<Runtime, 'freeThreadedBuild' | 'supportsOwnGil'> = binding.facts(),
  ) {
    this.installation = installation;
    this.version = installation.version;
    this.#channel = connection;
    this.freeThreadedBuild = facts.freeThreadedBuild;
    this.supportsOwnGil = facts.supportsOwnGil;
  }

  /** The truth of this moment: an import can switch the GIL of a free-threaded build on. */
  gilEnabled(): boolean {
    return binding.gilEnabled();
  }

  /** The key of a function; the same one for the same names. Nothing is imported for it. */
  functionKey(module: string, name: string): FunctionKey {
    const last = this.#lastKey;
    if (last?.name === name && last.module === module) return last;
    let names = this.#keys.get(module);
    if (names === undefined) {
      names = new Map();
      this.#keys.set(module, names);
    }
    let key = names.get(name);
    if (key === undefined) {
      key = { module, name, id: binding.internFunction(module, name) };
      names.set(name, key);
    }
    this.#lastKey = key;
    return key;
  }

  /**
   * Lets the pool have at least this many lanes, started on demand, and up to `maxSize` while others wait in host functions. The
   * largest figures that were asked for count.
   */
  configurePool(kind: PoolKind, size: number, maxSize: number): void {
    binding.configurePool(poolNumber[kind], size, maxSize);
  }

  /** A lane for a context to live on, the one with the fewest; undefined when no thread could be started. */
  reserveLane(kind: PoolKind): number | undefined {
    const lane = binding.reserveLane(poolNumber[kind], this.processesOf);
    return lane < 0 ? undefined : lane;
  }

  /** Gives back what reserveLane() gave. */
  releaseLane(lane: number): void {
    binding.releaseLane(lane);
  }

  /** A user of the runtime on this thread, with host functions, converters and events of its own. */
  openSession(): Session {
    return new Session(this.#channel);
  }

  /** When it runs calls, where that takes a while after it was opened. */
  async whenStarted(): Promise<void> {}

  /** Drops a remembered broadcast: interpreters to come do without it. */
  forget(key: string): void {
    binding.forget(key, this.processesOf);
  }

  /**
   * Has these modules, and those below them, run in the main interpreter: 'a' covers 'a' and 'a.b'. In all threads, and for
   * good.
   */
  nameHomeModules(prefixes: readonly string[]): void {
    for (const prefix of prefixes) binding.nameHomeModule(prefix);
  }

  /** Modules that were found to refuse sub-interpreters, in whichever thread, in the order in which that was noticed. */
  homeModules(): string[] {
    return binding.homeModules();
  }

  /** The figures of this moment; with the processes that the session has beside this one's threads. */
  stats(session?: Session): RuntimeStats {
    const { sessions, references, pools, lanes } = binding.stats(session?.id ?? this.processesOf);
    const kindOf = (kind: number) => poolKinds[kind] as PoolKind;
    return {
      sessions,
      references,
      heldValues: this.#channel.values.size,
      pools: pools.map((pool) => ({ ...pool, kind: kindOf(pool.kind) })),
      lanes: lanes.map((lane) => ({ ...lane, kind: kindOf(lane.kind) })),
    };
  }
}

leaveInTime();

/** The executable of the CPython that this process has loaded, or is loading, in whichever thread; undefined: none yet. */
export function loadedPython(): string | undefined {
  return binding.loadedPython() || undefined;
}

let loaded: { readonly installation: PythonInstallation; readonly runtime: Promise<Runtime> } | undefined;

/**
 * Loads CPython, once per process, on a thread of its own. The same runtime for the same installation. After a failure
 * that left the process as it was, another may be tried.
 * @throws RuntimeLoadedError when another CPython is loaded, RuntimeStartError when this one does not start.
 */
export function loadRuntime(
  installation: PythonInstallation,
  options: RuntimeOptions = {},
): Promise<Runtime> {
  if (loaded !== undefined && isSame(loaded.installation, installation)) return loaded.runtime;
  const runtime = start(installation, options);
  if (loaded === undefined) {
    loaded = { installation, runtime };
    runtime.catch(() => {
      loaded = undefined;
    });
  }
  return runtime;
}

const elsewhere =
  process.platform === 'linux'
    ? "Run the other in processes of its own: createPython({ mode: 'process' })"
    : 'Use a child process for the other';

function isSame(a: PythonInstallation, b: PythonInstallation): boolean {
  return a.executable === b.executable && a.library === b.library;
}

async function start(installation: PythonInstallation, options: RuntimeOptions): Promise<Runtime> {
  const { version, executable, library } = installation;
  const copy = binding.otherCopy();
  if (copy !== undefined) {
    throw new RuntimeLoadedError(
      `Another copy of this package has started CPython ${copy[0]} in this process, which can have one: the addon ${copy[1]}. Let both parts of the program use the same copy (npm ls @pyloom/core-native)`,
    );
  }
  if (!binding.facts().started) await checkStart(installation);
  const isolate = options.isolateLibraries ?? process.env.PYLOOM_ISOLATE_LIBRARIES !== '0';
  const connection = channel();
  const description = `${version} (${executable})`;
  // The core decides: worker threads and other copies of this package may have loaded one.
  const other = binding.start(library, executable, join(packageFolder, 'python'), isolate, description);
  if (other !== '') {
    throw new RuntimeLoadedError(
      `This process has loaded CPython ${other} already and cannot load ${description} as well. ${elsewhere}`,
    );
  }
  followInterruptHandlers();
  const error = await new Promise<string>((resolve) => connection.onStarted(resolve));
  if (error !== '') {
    throw new RuntimeStartError(`CPython ${version} (${library}) could not be started: ${error}`);
  }
  return new Runtime(installation, connection);
}

let followsInterruptHandlers = false;

/**
 * A program that handles SIGINT is not ended by Ctrl-C, and its handler cannot run while Python keeps the thread in
 * callSync: then the signal is Python's.
 */
function followInterruptHandlers(): void {
  if (followsInterruptHandlers || !binding.isMainThread) return;
  followsInterruptHandlers = true;
  const look = () => binding.watchInterrupts(process.listenerCount('SIGINT') > 0);
  process.on('newListener', (event) => {
    if (event === 'SIGINT') binding.watchInterrupts(true);
  });
  process.on('removeListener', (event) => {
    if (event === 'SIGINT') look();
  });
  if (process.listenerCount('SIGINT') > 0) look();
}
