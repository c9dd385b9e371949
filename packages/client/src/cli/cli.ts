#!/usr/bin/env node
import { createRequire } from 'node:module';
import { usage } from './usage';
import { UsageError } from './usage-error';

type Command = (args: readonly string[]) => Promise<number>;

/** Loaded when they are called: each needs its own half of the package. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  doctor: async () => (await import('./doctor')).doctor,
  run: async () => (await import('./run')).run,
  eval: async () => (await import('./run')).evaluate,
  types: async () => (await import('./types')).types,
};

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${createRequire(import.meta.url)('../package.json').version}\n`);
    return 0;
  }
  if (['', 'help', '--help', '-h'].includes(name) || (args[0] === '--help' && name in commands)) {
    process.stdout.write(usage);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new UsageError(`there is no command '${name}'`);
  return (await load())(args);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has left, as in `pyloom doctor | head -1`.
  process.exit(error.code === 'EPIPE' ? 141 : 1);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`pyloom: ${error.message}; see pyloom --help\n`);
    process.exitCode = 2;
  } else {
    const { isPyloomError } = await import('../index');
    const text = isPyloomError(error) ? error.message : ((error as Error)?.stack ?? String(error));
    process.stderr.write(`pyloom: ${text}\n`);
    process.exitCode = 1;
  }
}
