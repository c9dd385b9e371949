import { existsSync } from 'node:fs';

/** Child processes cannot load TypeScript: they run what is in dist/. */
export default function requireBuild(): void {
  if (!existsSync('dist/index.js'))
    throw new Error('Build the package first (pnpm build): dist/index.js not found');
}
