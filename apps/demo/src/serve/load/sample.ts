import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A request body of the load. */
export interface Sample {
  readonly type: 'text/x-python' | 'text/plain';
  readonly body: string;
}

/** In bytes: some ten milliseconds of work each. */
const [smallest, largest] = [16_000, 48_000];
const sources = 12;
const textLength = 4_000;

/** Modules of the standard library, and the first of their own words for text. */
export async function takeSamples(standardLibrary: string): Promise<Sample[]> {
  const modules: string[] = [];
  for (const name of (await readdir(standardLibrary)).sort()) {
    const path = join(standardLibrary, name);
    if (!name.endsWith('.py')) continue;
    const { size } = await stat(path);
    if (size >= smallest && size <= largest) modules.push(await readFile(path, 'utf8'));
    if (modules.length === sources) break;
  }
  return modules.flatMap((body, index): Sample[] => {
    const source: Sample = { type: 'text/x-python', body };
    // One text for each three sources: Python asks JavaScript for its words, so that lanes are seen to wait.
    return index % 3 === 0 ? [source, { type: 'text/plain', body: body.slice(0, textLength) }] : [source];
  });
}
