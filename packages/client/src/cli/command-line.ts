import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type CommandName, usageOf } from './usage';
import { UsageError } from './usage-error';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What every command takes. */
export const common = {
  python: { type: 'string', short: 'p' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** Options and words of a command. Throws UsageError for options that it does not have. */
export function parse<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node.js advises to write `-- "-x"`, which is of no use here.
    throw new UsageError((error as Error).message.split('. ')[0] as string);
  }
}

/** Options in front of the first word; that word and all behind it are somebody else's: `run -p python3 script.py -v`. */
export function parseLeading<const O extends Options>(args: readonly string[], options: O) {
  let end = 0;
  while (end < args.length && (args[end] as string).startsWith('-') && args[end] !== '-') {
    const word = args[end++] as string;
    if (word === '--') break;
    if (takesValue(word, options)) end++;
  }
  return { ...parse(args.slice(0, end), options), rest: args.slice(end) };
}

function takesValue(word: string, options: Options): boolean {
  if (word.startsWith('--')) return !word.includes('=') && options[word.slice(2)]?.type === 'string';
  const [option] = Object.values(options).filter(({ short }) => short === word[1]);
  return option?.type === 'string' && word.length === 2;
}

/** The exit code of a command that was asked for its help. */
export function printUsage(command: CommandName): number {
  process.stdout.write(usageOf[command]);
  return 0;
}
