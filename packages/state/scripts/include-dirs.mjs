// Prints the folders of headers for binding.gyp: in the workspace those of the packages that own them, in a published
// package its own and the copies that were packed with it.
import { existsSync } from 'node:fs';

const insideWorkspace = existsSync('../../pnpm-workspace.yaml');
console.log(
  insideWorkspace ? '../core-native/include ../wire/include ../addon/include' : 'include vendor/include',
);
