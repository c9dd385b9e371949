import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { packageNames, packages } from './packages';
import { root, runNode } from './run';

describe.each(packageNames)('@pyloom/%s, installed', (name) => {
  const names = packages[name].join(', ');
  const types = JSON.stringify(packages[name].map(() => 'function'));

  it('has its named exports in ESM', async () => {
    const source = `import { ${names} } from '@pyloom/${name}'; console.log(JSON.stringify([${names}].map((x) => typeof x)));`;
    expect(await runSource(`${name}.mjs`, source)).toBe(types);
  });

  it('has its named exports in CommonJS', async () => {
    const source = `const { ${names} } = require('@pyloom/${name}'); console.log(JSON.stringify([${names}].map((x) => typeof x)));`;
    expect(await runSource(`${name}.cjs`, source)).toBe(types);
  });

  it('exports the same from both', async () => {
    const source = `
      import { createRequire } from 'node:module';
      import * as esm from '@pyloom/${name}';
      const cjs = createRequire(import.meta.url)('@pyloom/${name}');
      console.log(JSON.stringify([Object.keys(esm).sort(), Object.keys(cjs).sort()]));`;
    const [esm, cjs] = JSON.parse(await runSource(`${name}-both.mjs`, source)) as [string[], string[]];
    expect(esm).toEqual(cjs);
  });

  it.each(['mts', 'cts'])('has types that stand alone, seen from .%s', async (extension) => {
    const file = `${name}.${extension}`;
    writeFileSync(
      join(inject('project'), file),
      `import { ${names} } from '@pyloom/${name}';\nexport const used = [${names}];\n`,
    );
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'ES2023',
      '--module',
      'NodeNext',
      '--lib',
      'ES2023,ESNext.Disposable',
    ];
    const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), '--ignoreConfig'];
    await runNode(
      [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...types, file],
      inject('project'),
    );
  });
});

async function runSource(file: string, source: string): Promise<string> {
  writeFileSync(join(inject('project'), file), source);
  return (await runNode([file], inject('project'))).trim();
}
