// npm run soak: sets everything up, then puts the client under full load for some minutes; options as in packages/client/test/soak.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { main } from './lib/say.mjs';

await main(async () => {
  await bootstrap(['client']);
  const program = join(root, 'packages/client/test/soak/soak.mjs');
  const soak = spawn(process.execPath, ['--expose-gc', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    soak.once('error', reject);
    soak.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
});
