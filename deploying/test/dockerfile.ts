import { readFileSync } from 'node:fs';

/** A step of a Dockerfile: RUN, and what it runs. */
export interface Instruction {
  readonly name: string;
  readonly words: string;
}

/** Each with the lines that it goes on in, without comments. */
export function instructionsOf(file: string): Instruction[] {
  return readFileSync(file, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/ *\\\n */g, ' ')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.split(' ', 1)[0] ?? '', words: line.slice(line.indexOf(' ') + 1) }));
}
