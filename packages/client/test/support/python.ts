import { findPython } from '../../src/index';

/** The Python of this run. */
export const python = await findPython();
