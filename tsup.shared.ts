import { defineConfig, type Options } from 'tsup';

/** The packages that are never published: their code and their types become part of each package that uses them. */
const bundled = [/^@pyloom\/(errors|wire)$/];

/**
 * How every published package is built: `dist/index.js`, `dist/index.cjs` and types for both.
 *
 * @param options what a package does differently; each key replaces the one here
 */
export function libraryConfig(options: Options = {}) {
  return defineConfig({
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    platform: 'node',
    target: 'node20',
    clean: true,
    // `import.meta.url` in the CommonJS build; the native packages find their addon by it.
    shims: true,
    noExternal: bundled,
    // tsup's bundler of types passes an option that TypeScript 6 warns about.
    dts: { resolve: bundled, compilerOptions: { ignoreDeprecations: '6.0' } },
    ...options,
  });
}
