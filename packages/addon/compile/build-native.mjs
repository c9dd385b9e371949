// Builds the addon of the package in the current folder into prebuilds/, for this platform.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodeGypEnvironment } from './node-headers.mjs';
import { prebuildify } from './targets.mjs';

// A change of --tag-libc leaves two files.
rmSync('prebuilds', { recursive: true, force: true });

const [command, args] = prebuildify(basename(process.cwd()), ['--strip', '--tag-libc', '--out', '.']);
const result = spawnSync(command, args, { stdio: 'inherit', env: nodeGypEnvironment() });
rmSync(join('native', 'build'), { recursive: true, force: true });
process.exit(result.status ?? 1);
