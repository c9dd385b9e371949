#!/usr/bin/env node
import { createRequire } from 'node:module';
import { type CommandName, isCommand, usage, usageOf } from './usage';
import { UsageError } from './usage-error';

type Command = (args: readonly string[]) => Promise<number>;

/** Loaded when they are called: each needs its own half of the package. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  init: async () => (await import('./init')).init,
  doctor: async () => (await import('./doctor')).doctor,
  run: async () => (await import('./run')).run,
  eval: async () => (await import('./run')).evaluate,
  python: async () => (await import('./python')).python,
  types: async () => (await import('./types')).types,
};

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${createRequire(import.meta.url)('../package.json').version}\n`);
    return 0;
  }
  if (name === '' || helpWords.includes(name)) {
    const [command] = args;
    const text = command === undefined || helpWords.includes(command) ? usage : usageOf[known(command)];
    process.stdout.write(text);
    return 0;
  }
  return (await commands[known(name)]())(args);
}

const helpWords: readonly string[] = ['help', '--help', '-h'];

function known(name: string): CommandName {
  if (!isCommand(name)) throw new UsageError(`there is no command '${name}'`);
  return name;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has left, as in `pyloom doctor | head -1`.
  process.exit(error.code === 'EPIPE' ? 141 : 1);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    const [name = ''] = process.argv.slice(2);
    const help = isCommand(name) ? `pyloom ${name} --help` : 'pyloom --help';
    process.stderr.write(`pyloom: ${error.message}; see ${help}\n`);
    process.exitCode = 2;
  } else {
    const { isPyloomError } = await import('../index');
    const text = isPyloomError(error) ? error.message : ((error as Error)?.stack ?? String(error));
    process.stderr.write(`pyloom: ${text}\n`);
    process.exitCode = 1;
  }
}
