import { rmSync, writeFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';
import { builtins } from './tsup.builtins.ts';

/**
 * How every published package is built: `dist/index.js`, `dist/index.cjs` and types for both. The packages that are never
 * published, addon, errors and wire, become part of each package that uses them.
 *
 * @param options what a package does differently; each key replaces the one here
 */
export function libraryConfig(options: Options = {}) {
  return defineConfig(libraryBuilds(options));
}

/** The same as an array, for packages that build more than one thing. */
export function libraryBuilds(options: Options = {}): Options[] {
  // Here, and not by one of the builds: they run at the same time.
  rmSync('dist', { recursive: true, force: true });
  return [
    buildOptions({ ...options, format: ['cjs'] }),
    buildOptions({
      ...options,
      format: ['esm'],
      dts: false,
      // Written once, for both: a module may take its types from CommonJS, not the other way round.
      onSuccess: async () => writeFileSync('dist/index.d.ts', "export * from './index.cjs';\n"),
    }),
  ];
}

/** esbuild writes above each part of a bundle which file of the repository it comes from: no package brings those. */
const withoutSources: NonNullable<Options['plugins']>[number] = {
  name: 'without the names of sources',
  renderChunk: (code) => ({ code: code.replace(/^\/\/ (?:builtin:|src\/|\.\.\/)\S+\n/gm, '') }),
};

export function buildOptions(options: Options): Options {
  return {
    entry: ['src/index.ts'],
    platform: 'node',
    target: 'node20',
    // `import.meta.url` in the CommonJS build; the native packages find their addon by it.
    shims: true,
    removeNodeProtocol: false,
    // Not its whitespace: Node prints the line of an error, which must not be all of a file.
    esbuildOptions: (esbuild) => {
      esbuild.minifySyntax = true;
    },
    esbuildPlugins: [builtins()],
    plugins: [withoutSources],
    noExternal: [/^@pyloom\/(addon|common|wire)$/],
    dts: {
      compilerOptions: {
        // tsup's bundler of types passes an option that TypeScript 6 warns about.
        ignoreDeprecations: '6.0',
        // Found through node_modules, their types would be left as an import of a package that nobody can install.
        paths: {
          '@pyloom/addon': ['../addon/src/index.ts'],
          '@pyloom/common': ['../common/src/index.ts'],
          '@pyloom/wire': ['../wire/src/index.ts'],
        },
      },
    },
    ...options,
  };
}
