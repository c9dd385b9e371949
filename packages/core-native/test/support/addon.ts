import { join } from 'node:path';

const { PYLOOM_SANITIZER: sanitizer, '@PYLOOM/CORE_NATIVE_PREBUILD': folder } = process.env;

/** The addon of this run, if it is one for AddressSanitizer, in which allocations can be made to fail. */
export const addonFile =
  sanitizer === 'address' && folder ? join(folder, 'build/Release/pyloom_core.node') : undefined;
