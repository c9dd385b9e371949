// Builds the addon of the package in the current folder into prebuilds/, for this platform.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodeGypEnvironment } from './node-headers.mjs';
import { prebuildify } from './targets.mjs';

// A change of --tag-libc leaves two files.
rmSync('prebuilds', { recursive: true, force: true });

const [command, args] = prebuildify(basename(process.cwd()), ['--strip', '--tag-libc', '--out', '.']);
// As zig lays out what is published: code begins on no page of its own, which saves some KB.
const layout = process.platform === 'linux' ? { LDFLAGS: '-Wl,-z,noseparate-code' } : {};
const options = /** @type {const} */ ({ stdio: 'inherit', env: { ...layout, ...nodeGypEnvironment() } });
const result = spawnSync(command, args, options);
rmSync(join('native', 'build'), { recursive: true, force: true });
process.exit(result.status ?? 1);
