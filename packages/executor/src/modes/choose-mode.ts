import { type ExecutionMode, executionModes } from './execution-mode';
import { ModeUnavailableError } from './mode-unavailable-error';

/** What the choice of a mode depends on. */
export interface RuntimeFacts {
  /** `'3.13.0'`. */
  readonly version: string;
  /** Whether it was built to run without a GIL. */
  readonly freeThreadedBuild: boolean;
  /** Whether it runs with one at this moment. */
  readonly gilEnabled: boolean;
  /** Whether it can make sub-interpreters that have a GIL of their own. */
  readonly supportsOwnGil: boolean;
  /** Whether it has a shared library, which can be loaded into this process. Default: true. */
  readonly embeddable?: boolean;
}

/** A mode, and why in one sentence. */
export interface ChosenMode {
  readonly mode: ExecutionMode;
  /** One sentence without its full stop. */
  readonly reason: string;
}

/**
 * The most parallel mode that this Python gives, or the one asked for.
 * @throws ModeUnavailableError if this Python cannot give what was asked for.
 */
export function chooseMode(facts: RuntimeFacts, asked: ExecutionMode | 'auto'): ChosenMode {
  const alien = obstacleToEmbedding(facts);
  const obstacles = {
    free_threaded: alien ?? obstacleToFreeThreading(facts),
    subinterp: alien ?? obstacleToSubinterpreters(facts),
    multi_executor: alien,
    process: obstacleToProcesses(),
    ray: obstacleToClusters(),
  };
  if (asked === 'auto') return best(facts, obstacles);
  const obstacle = obstacles[asked];
  if (obstacle === undefined) return { mode: asked, reason: `asked for, and ${python(facts)} can do it` };
  const possible: readonly ExecutionMode[] = alien === undefined ? executionModes : ['process'];
  const available = possible.filter((mode) => obstacles[mode] === undefined);
  throw new ModeUnavailableError(asked, available, obstacle);
}

/** Whether mode `subinterp` can be had: from CPython 3.12.4 on, free-threaded builds included. */
export function supportsSubinterpreters(facts: RuntimeFacts): boolean {
  return (obstacleToEmbedding(facts) ?? obstacleToSubinterpreters(facts)) === undefined;
}

type Obstacles = Readonly<Record<ExecutionMode, string | undefined>>;

function best(facts: RuntimeFacts, obstacles: Obstacles): ChosenMode {
  if (obstacles.multi_executor !== undefined) {
    return { mode: 'process', reason: `${obstacles.multi_executor}, but runs in processes of its own` };
  }
  if (obstacles.free_threaded === undefined) {
    return { mode: 'free_threaded', reason: `${python(facts)} runs without a GIL` };
  }
  if (facts.freeThreadedBuild) {
    // Sub-interpreters would do, but whoever picked this build wants its objects shared by all threads.
    return { mode: 'multi_executor', reason: obstacles.free_threaded };
  }
  if (obstacles.subinterp === undefined) {
    return {
      mode: 'subinterp',
      reason: `${python(facts)} has a GIL, and can give each sub-interpreter its own`,
    };
  }
  return { mode: 'multi_executor', reason: obstacles.subinterp };
}

function obstacleToEmbedding(facts: RuntimeFacts): string | undefined {
  if (facts.embeddable !== false) return undefined;
  return `${python(facts)} has no shared library here that could be loaded into this process`;
}

/** Whether processes can run Python here, for which it needs no shared library. */
export function supportsProcesses(): boolean {
  return obstacleToProcesses() === undefined;
}

function obstacleToProcesses(): string | undefined {
  if (process.platform === 'linux' || process.platform === 'win32') return undefined;
  return `processes that run Python are to be had on Linux and Windows alone so far, and this is ${process.platform}`;
}

function obstacleToClusters(): string | undefined {
  if (process.platform === 'linux') return undefined;
  return `clusters are to be had on Linux alone so far, and this is ${process.platform}`;
}

function obstacleToFreeThreading(facts: RuntimeFacts): string | undefined {
  if (!facts.freeThreadedBuild) {
    return `${python(facts)} has a GIL; only a free-threaded build (python3.13t and later) runs without`;
  }
  if (facts.gilEnabled) {
    return `${python(facts)} is a free-threaded build whose GIL is switched on, by PYTHON_GIL=1 or by an extension module`;
  }
  return undefined;
}

/** Creating, using and destroying several of them corrupts the heap before 3.12.4. */
const firstSafe = [3, 12, 4] as const;

function obstacleToSubinterpreters(facts: RuntimeFacts): string | undefined {
  const [major = 0, minor = 0, micro = 0] = facts.version.split('.').map((part) => Number.parseInt(part, 10));
  const isOlder = major < 3 || (major === 3 && minor < 12);
  if (isOlder || !facts.supportsOwnGil) {
    return `${python(facts)} has a GIL that all its interpreters share; each has its own from 3.12 on, safely from 3.12.4 on`;
  }
  if (major === 3 && minor === firstSafe[1] && micro < firstSafe[2]) {
    return `${python(facts)} has a GIL and its sub-interpreters are not safe before 3.12.4`;
  }
  return undefined;
}

function python({ version }: RuntimeFacts): string {
  return `CPython ${version}`;
}
