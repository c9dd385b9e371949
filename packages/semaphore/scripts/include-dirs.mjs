// Prints the folder of headers for binding.gyp: in the workspace that of the package that owns them, in a published
// package the copies that were packed with it.
import { existsSync } from 'node:fs';

console.log(existsSync('../../pnpm-workspace.yaml') ? '../addon/include' : 'vendor/include');
