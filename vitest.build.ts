import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** Examples, worker threads and child processes cannot load TypeScript: they run what is in dist/, and the built addon. */
export default function requireBuild({ config: { root } }: TestProject): void {
  const file = join(root, 'dist/index.js');
  if (!existsSync(file)) throw new Error(`Build the package first (npm run build): there is no ${file}`);
}
