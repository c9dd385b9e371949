// Completes the native package in the current folder before it is packed: its binary contains code of others.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

const notices = 'THIRD-PARTY-NOTICES.md';
copyFileSync(join(root, notices), notices);
