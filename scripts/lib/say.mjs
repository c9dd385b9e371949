/**
 * Progress goes to stderr: `npm run demo -- --json` owns stdout.
 *
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`pyloom: ${text}\n`);
}

/** A set-up that cannot go on. The message tells the user everything, so no stack is shown. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs the body of a script: a SetupError is shown as its message, anything else with its stack.
 *
 * @param {() => Promise<number | void>} body resolves to the exit code
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (error instanceof SetupError) say(error.message);
    else console.error(error);
    process.exitCode = 1;
  }
}
