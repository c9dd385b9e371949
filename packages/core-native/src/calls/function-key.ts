/** The name of a Python function, interned: calls carry a number. Made by `Runtime.functionKey`, for ever. */
export interface FunctionKey {
  /** As `import` takes it: `'os.path'`. */
  readonly module: string;
  /** May be dotted: 'Path.cwd'. */
  readonly name: string;
  /** The number that stands for both. */
  readonly id: number;
}
