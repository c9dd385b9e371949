/** What a way to use Python offers; what it cannot do is missing, and shown as a dash. */
export interface Contender {
  /** A few words about how it works. */
  detail: string;
  echo(value: unknown): Promise<unknown>;
  echoSync?(value: unknown): unknown;
  sqrt(x: number): Promise<number>;
  sqrtSync?(x: number): number;
  /** CPU-bound work of a fixed amount. */
  spin(): Promise<unknown>;
  /** CPU-bound work for a given time. */
  busy(seconds: number): Promise<unknown>;
  /** Calls a JavaScript function that it is given `count` times. */
  repeat?(count: number): Promise<unknown>;
  repeatSync?(count: number): unknown;
  /** The same with one that it knows by a name. */
  repeatNamed?(count: number): Promise<unknown>;
  repeatNamedSync?(count: number): unknown;
  /** Python calls JavaScript calls Python, to this depth, with promises. */
  down?(depth: number): Promise<number>;
  downSync?(depth: number): number;
  items?(count: number): AsyncIterable<unknown> | Iterable<unknown>;
  close(): unknown;
}

export type OpenContender = (options: {
  /** The executable. */
  python: string;
  mode: string;
  /** The folder of work.py and its like. */
  folder: string;
}) => Promise<Contender>;

/** One row of the comparison. */
export interface Item {
  title: string;
  unit: 'ns' | 'µs' | 'ms' | '/s' | '×';
  /** What happens once in a process: each round has a new one, which has called sqrt before. */
  first?: true;
  /** The abilities that it takes. */
  needs: readonly (keyof Contender)[];
  /** Whether this contender gives another value back than it got. */
  changes?(contender: Contender): Promise<boolean>;
  /** One round. */
  measure(contender: Contender): Promise<number>;
}
