import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { createPython } from '../index';
import { common, parse, printUsage } from './command-line';
import { UsageError } from './usage-error';

/** `pyloom types`: TypeScript types of Python modules, on stdout, in a file, or in a folder. */
export async function types(args: readonly string[]): Promise<number> {
  const { values, positionals: modules } = parse(args, {
    ...common,
    output: { type: 'string', short: 'o' },
    stubs: { type: 'string', multiple: true },
    watch: { type: 'boolean', short: 'w' },
  });
  if (values.help) return printUsage('types');
  if (modules.length === 0) throw new UsageError("'types' needs the name of a module");
  if (values.watch && values.output === undefined)
    throw new UsageError("'types --watch' needs -o and a file");
  const files = filesFor(modules, values.output);
  // A module of the program's own is in the folder where it is run, as for python -m.
  await using py = await createPython({
    mode: 'multi_executor',
    sysPath: ['.'],
    // What a module prints while it is imported is none of the types.
    stdout: (text) => process.stderr.write(text),
    ...(values.python && { python: values.python }),
  });
  const stubs = (values.stubs ?? []).map((folder) => resolve(folder));
  if (values.watch) {
    const once = args.filter((arg) => arg !== '--watch' && arg !== '-w');
    const { watchTypes } = await import('./watch-types');
    return await watchTypes(py, modules, once, stubs);
  }
  const names = files.map((file) => basename(file).replace(/(\.d)?\.[cm]?ts$/, ''));
  const texts = await py.call<string[]>('pyloom._typings', 'typescript_of', [modules, stubs, names]);
  for (const [i, text] of texts.entries()) {
    const file = files[i] as string;
    if (file === '') process.stdout.write(text);
    else await write(file, text);
  }
  return 0;
}

/** A file for each module; one that is empty is stdout. */
function filesFor(modules: readonly string[], output: string | undefined): string[] {
  if (output === undefined) {
    if (modules.length === 1) return [''];
    throw new UsageError("'types' writes several modules into a folder: name it with -o");
  }
  if (modules.length === 1 && output.endsWith('.ts')) return [output];
  return modules.map((module) => join(output, `${module}.d.ts`));
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(resolve(file, '..'), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(
      `the types cannot be written to '${file}' (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
