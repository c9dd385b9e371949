import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { type PackageName, packageNames, packages } from './packages';
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
});

it('has types that stand alone, seen from ESM and from CommonJS', async () => {
  const files = packageNames.flatMap((name) => [`${name}.mts`, `${name}.cts`]);
  for (const file of files) {
    const name = file.slice(0, -'.mts'.length) as PackageName;
    const names = packages[name].join(', ');
    const source = `import { ${names} } from '@pyloom/${name}';\nexport const used = [${names}];\n`;
    writeFileSync(join(inject('project'), file), source);
  }
  const options = ['--noEmit', '--strict', '--target', 'ES2023', '--module', 'NodeNext'];
  const library = ['--lib', 'ES2023,ESNext.Disposable'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types'), '--ignoreConfig'];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await runNode([tsc, ...options, ...library, ...types, ...files], inject('project'));
});

async function runSource(file: string, source: string): Promise<string> {
  writeFileSync(join(inject('project'), file), source);
  return (await runNode([file], inject('project'))).trim();
}
