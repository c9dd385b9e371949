import { fileURLToPath } from 'node:url';

/** The built program that a racer's process runs, beside the command line in dist/. */
export const racerProcess = fileURLToPath(new URL('../dist/racer-process.js', import.meta.url));
