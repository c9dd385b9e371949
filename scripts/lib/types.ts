export type Mode = 'free_threaded' | 'subinterp' | 'multi_executor';

export interface FoundPython {
  /** The executable. */
  path: string;
  /** '3.13.0' */
  version: string;
  /** The minor version as the tests name it: '3.13', or '3.13t' for a free-threaded build. */
  label: string;
  freeThreaded: boolean;
  /** What `mode: 'auto'` gives. */
  mode: Mode;
  /** libpython */
  library: string;
}

/** Something that npm cannot bring. */
export interface Need {
  /** What it is and what for, in words: 'make'. */
  what: string;
  isThere: () => boolean | Promise<boolean>;
  /** Those that bring it on Debian and Ubuntu. */
  packages: readonly string[];
}

/** What came of tests. */
export interface Outcome {
  passed: number;
  /** A file that does not load, a hook that throws and a crash count as one each. */
  failed: number;
  skipped: number;
  /** What failed, in words. */
  problems: readonly string[];
  /** What failed at first and passed when it was tried again, in words. */
  retried: readonly string[];
}

export type Sanitizer = 'address' | 'thread';

/** A package with tests. */
export interface Suite {
  /** What its npm name ends with. */
  name: string;
  /** Whether it needs a Python: none, any one, or each of the matrix in turn. */
  python: 'no' | 'one' | 'each';
  /** What it needs that npm cannot bring, and what tests are skipped without. */
  needs?: readonly Need[];
  wishes?: readonly Need[];
  /** That it adds on two cores that do nothing else, for each Python. */
  seconds: number;
  /** Whether it runs only where it is named: it installs a gigabyte. */
  onRequest?: boolean;
  /** Tests that would find the same with each Python: they run with the last one only. */
  once?: readonly string[];
  /**
   * If all others run once more in processes, on the oldest Python, with --matrix, --all and --python on each that has a GIL:
   * tests of what threads have alone, and of programs that choose a mode themselves.
   */
  ofThreads?: readonly string[];
  /** What of it CI runs under which sanitizer: paths of tests, none for all. */
  sanitized?: Readonly<Partial<Record<Sanitizer, readonly string[]>>>;
}
