// Prints the C++ files of this folder for binding.gyp, so that a new file needs no entry there.
import { readdirSync } from 'node:fs';

for (const file of readdirSync('.', { recursive: true })) {
  if (file.endsWith('.cc')) console.log(file.replaceAll('\\', '/'));
}
