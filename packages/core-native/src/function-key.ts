/** The name of a Python function, interned: calls carry a number. Made by `Runtime.functionKey`, for ever. */
export interface FunctionKey {
  readonly module: string;
  /** May be dotted: 'Path.cwd'. */
  readonly name: string;
  readonly id: number;
}
