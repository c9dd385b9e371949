import { fileURLToPath } from 'node:url';

// What is built beside the command line: as far from src/ as from dist/, where this file is built into.

/** The thread that makes load. */
export const loadWorker = new URL('../dist/load-worker.js', import.meta.url);

/** The thread that splits text. */
export const segmentWorker = new URL('../dist/segment-worker.js', import.meta.url);

/** The page and what it needs. */
export const dashboardFolder = fileURLToPath(new URL('../dist/dashboard', import.meta.url));

/** The program of a process that surveys on a cluster. */
export const surveyorProcess = fileURLToPath(new URL('../dist/surveyor-process.js', import.meta.url));
