// Prints the C++ files of native/ for binding.gyp, so that a new file needs no entry there.
import { readdirSync } from 'node:fs';

for (const file of readdirSync('native', { recursive: true })) {
  if (file.endsWith('.cc')) console.log(`native/${file.replaceAll('\\', '/')}`);
}
