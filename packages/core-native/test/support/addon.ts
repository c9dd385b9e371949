import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './run-child';

const built = join(packageFolder, 'build/Release/pyloom_core.node');

/** The addon of this run, if it is one for AddressSanitizer, in which allocations can be made to fail. */
export const addonFile = process.env.PYLOOM_SANITIZER === 'address' && existsSync(built) ? built : undefined;
