import { createRequire } from 'node:module';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const require = createRequire(import.meta.url);

/**
 * Takes Node's modules from `process.getBuiltinModule()` instead of importing them: an ES import of one reads everything
 * that it exports, and of `node:fs` the getters that load all of `node:stream`. That is 3 ms of a program's start
 * (`npm run bench -- --only start-up`). What the source imports is what it was; types, and tests that run the source, know
 * nothing of this.
 */
export function builtins(): Plugin {
  return {
    name: 'builtins without their ES facade',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^node:/ }, ({ path, kind }) =>
        kind === 'import-statement' ? { path, namespace: 'builtin', sideEffects: false } : undefined,
      );
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: moduleOf(path) }));
    },
  };
}

/** Reads each name only if something imports it: what is unused, esbuild removes. */
function moduleOf(name: string): string {
  const exported = Object.keys(require(name)).filter((key) => /^[A-Za-z]\w*$/.test(key));
  return [
    `const $builtin = process.getBuiltinModule(${JSON.stringify(name)});`,
    'const $read = (name) => $builtin[name];',
    'export default $builtin;',
    ...exported.map((key) => `export const ${key} = /* @__PURE__ */ $read(${JSON.stringify(key)});`),
  ].join('\n');
}
