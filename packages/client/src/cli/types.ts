import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createPython } from '../index';
import { common, parse, printUsage } from './command-line';
import { UsageError } from './usage-error';

/** `pyloom types`: TypeScript types of a Python module, on stdout or in a file. */
export async function types(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...common,
    output: { type: 'string', short: 'o' },
    stubs: { type: 'string', multiple: true },
  });
  if (values.help) return printUsage('types');
  const [module, ...more] = positionals;
  if (module === undefined || more.length > 0) throw new UsageError("'types' needs the name of one module");
  // A module of the program's own is in the folder where it is run, as for python -m.
  await using py = await createPython({
    mode: 'multi_executor',
    sysPath: ['.'],
    // What a module prints while it is imported is none of the types.
    stdout: (text) => process.stderr.write(text),
    ...(values.python && { python: values.python }),
  });
  const stubs = (values.stubs ?? []).map((folder) => resolve(folder));
  const text = await py.call<string>('pyloom._typings', 'typescript_of', [module, stubs]);
  if (values.output === undefined) process.stdout.write(text);
  else await write(values.output, text);
  return 0;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(
      `the types cannot be written to '${file}' (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
