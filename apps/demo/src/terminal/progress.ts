/** Work that is made of pieces. It goes by their size, since some files are a thousand times as large as others. */
export interface Workload {
  readonly pieces: number;
  /** Of all pieces together. */
  readonly size: number;
  /** What the pieces are: `'files'`. */
  readonly unit: string;
}

/** What is told of work under way. It goes to stderr: stdout belongs to results. */
export interface Progress extends Disposable {
  /** One more piece has been done, of that size. */
  advance(size: number): void;
  /** A line that stays, for what happens on the way. */
  say(text: string): void;
}
