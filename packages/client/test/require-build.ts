import { existsSync } from 'node:fs';

/** Examples, worker threads and child processes cannot load TypeScript: they run what is in dist/. */
export default function requireBuild(): void {
  const missing = ['dist/index.js', 'dist/index.cjs'].filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(`Build the package first (pnpm build): ${missing.join(', ')} not found`);
}
