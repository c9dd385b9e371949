import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');

/** What the TypeScript compiler has to say of files, seen from a folder: nothing, if all is well. */
export async function typeCheck(
  folder: string,
  files: readonly string[],
  options: Record<string, unknown> = {},
): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'ES2022',
    lib: ['ES2023', 'ESNext.Disposable'],
    module: 'ESNext',
    moduleResolution: 'Bundler',
    skipLibCheck: false,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(modules, '@types')],
    paths: { '@pyloom/client': [join(root, 'packages/client/dist/index.d.ts')] },
    ...options,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  return new Promise((resolve) => {
    execFile(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', folder], (_error, stdout) =>
      resolve(stdout),
    );
  });
}
