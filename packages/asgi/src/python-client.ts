/** What is needed of a client of `@pyloom/client`: any that createPython() has made. */
export interface PythonClient {
  readonly executionMode: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the function in Python takes and gives
  func(module: string, name: string): (...args: any[]) => Promise<any>;
  defineModule(name: string, source: string): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: the arguments are whatever Python passes
  registerFunction(name: string, fn: (...args: any[]) => unknown): void;
  unregisterFunction(name: string): boolean;
}
