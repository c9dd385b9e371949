import { fileURLToPath } from 'node:url';

/** The folder of the package. Not in a folder of its own: it lies one above, of src/ as of dist/. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));
