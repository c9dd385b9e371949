import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Python } from '../index';
import { UsageError } from './usage-error';

/** Editors write a file in several steps. */
const quiet = 50;

/**
 * Writes the types of modules whenever their sources change, until it is interrupted. Each time it is a process of its own that
 * imports the modules: Python imports a module once.
 *
 * @param args the command line without `--watch`
 * @param stubs folders of stubs, which may change too
 */
export async function watchTypes(
  py: Python,
  modules: readonly string[],
  args: readonly string[],
  stubs: readonly string[],
): Promise<never> {
  const origins = await Promise.all(modules.map((module) => originOf(py, module)));
  let isStale = true;
  let wake = () => {};
  const deep = origins.filter((origin) => basename(origin) === '__init__.py').map(dirname);
  for (const folder of new Set([...origins.map(dirname), ...stubs])) {
    watch(folder, { recursive: [...deep, ...stubs].includes(folder) }, (_event, file) => {
      if (file !== null && !/\.pyi?$/.test(file)) return;
      isStale = true;
      wake();
    });
  }
  for (;;) {
    while (!isStale) await new Promise<void>((resolve) => (wake = resolve));
    await setTimeout(quiet);
    isStale = false;
    await writeOnce(args);
  }
}

async function originOf(py: Python, module: string): Promise<string> {
  const find = '__import__("importlib.util").util.find_spec(name)';
  const origin = await py.eval<string | null>(`getattr(${find}, "origin", None)`, { name: module });
  if (origin?.endsWith('.py')) return origin;
  throw new UsageError(`there is nothing to watch: ${module} has no source file (${origin ?? 'not found'})`);
}

function writeOnce(args: readonly string[]): Promise<void> {
  const [program = ''] = process.argv.slice(1);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, 'types', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('close', (code) => {
      // What is wrong with the module stands on stderr; the next change may mend it.
      const time = new Date().toTimeString().slice(0, 8);
      process.stdout.write(`${time} ${code === 0 ? 'wrote the types' : 'the types stay as they are'}\n`);
      resolve();
    });
  });
}
