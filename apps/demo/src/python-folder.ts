import { fileURLToPath } from 'node:url';

/** The demo's own Python modules: as far from src/ as from dist/, where this file is built into. */
export const pythonFolder = fileURLToPath(new URL('../python', import.meta.url));
