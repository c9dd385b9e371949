import { readFileSync } from 'node:fs';
import { loadRuntime } from '../../src';
import { pools, python } from '../support/python';

export const runtime = await loadRuntime(python);
export const session = runtime.openSession();
for (const kind of ['home', 'work', 'asyncHome', 'asyncWork'] as const) runtime.configurePool(kind, 2, 8);

const source = readFileSync(new URL('fixtures/values.py', import.meta.url), 'utf8');
await session.broadcast(runtime.functionKey('pyloom._defined', 'define'), ['values', source], {
  remember: 'values',
});

// biome-ignore lint/suspicious/noExplicitAny: what Python gives back may be anything
export type Result = any;

/** A way in which Python runs, and in which values get there and back. */
export interface Mode {
  readonly name: string;
  run(module: string, name: string, args?: readonly unknown[]): Promise<Result>;
  /** Calls a function of fixtures/values.py. */
  call(name: string, args?: readonly unknown[], kwargs?: Record<string, unknown>): Promise<Result>;
}

export function callIn(
  pool: 'home' | 'work',
  module: string,
  name: string,
  args: readonly unknown[] = [],
  kwargs?: Record<string, unknown>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settler = {
      resolve,
      reject,
      reroute: (_id: number, reason: string) => reject(new Error(`rerouted: ${reason}`)),
    };
    session.submit({ key: runtime.functionKey(module, name), args, kwargs, pool }, settler);
  });
}

export function callSync(
  name: string,
  args: readonly unknown[] = [],
  kwargs?: Record<string, unknown>,
): Result {
  return session.callSync(runtime.functionKey('values', name), args, kwargs);
}

const bound = new Map<object, (...args: unknown[]) => unknown>();

/** A function looked up once, to which scalars cross without being encoded. */
export function bind(module: string, name: string): (...args: unknown[]) => unknown {
  const key = runtime.functionKey(module, name);
  const function_ = bound.get(key) ?? session.bindSync(key);
  bound.set(key, function_);
  return function_;
}
export const modes: readonly Mode[] = [
  ...pools.map((pool) => ({
    name: pool === 'home' ? 'a home lane' : 'a work lane',
    run: (module: string, name: string, args?: readonly unknown[]) => callIn(pool, module, name, args),
    call: (name: string, args?: readonly unknown[], kwargs?: Record<string, unknown>) =>
      callIn(pool, 'values', name, args, kwargs),
  })),
  {
    name: 'callSync',
    run: async (module, name, args = []) => session.callSync(runtime.functionKey(module, name), args),
    call: async (name, args, kwargs) => callSync(name, args, kwargs),
  },
  {
    name: 'a bound function',
    run: async (module, name, args = []) => bind(module, name)(...args),
    call: async (name, args = [], kwargs) =>
      kwargs === undefined ? bind('values', name)(...args) : callSync(name, args, kwargs),
  },
];

export const [, minor] = python.versionInfo;

let answer: unknown;
let heard: unknown[] = [];
session.registerHostFunction('answer', () => answer);
session.registerHostFunction('hear', (...args: unknown[]) => {
  heard = args;
  return null;
});

/** Makes the JavaScript function `answer` return this. */
export function setAnswer(value: unknown): void {
  answer = value;
}

/** What Python passed to the JavaScript function `hear` last. */
export function lastHeard(): unknown {
  return heard[0];
}
