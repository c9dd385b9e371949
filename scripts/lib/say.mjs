import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Progress goes to stderr: `node scripts/find-pythons.mjs` owns stdout. @param {string} text */
export function say(text) {
  process.stderr.write(`pyloom: ${text}\n`);
}

/** A set-up that cannot go on. The message tells the user everything, so no stack is shown. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs the body of a script, unless that is imported by another one: a SetupError is shown as its message, anything else with its
 * stack.
 *
 * @param {ImportMeta} script
 * @param {() => Promise<number | void>} body resolves to the exit code
 */
export async function main({ url }, body) {
  if (realpathSync(process.argv[1] ?? '') !== realpathSync(fileURLToPath(url))) return;
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (error instanceof SetupError) say(error.message);
    else console.error(error);
    process.exitCode = 1;
  }
}
