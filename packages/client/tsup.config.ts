import { defineConfig } from 'tsup';
import { builtins } from '../../tsup.builtins.ts';
import { buildOptions, libraryBuilds } from '../../tsup.shared.ts';

export default defineConfig([
  ...libraryBuilds(),
  // The command: beside the library, which it uses as everybody does.
  buildOptions({
    entry: { cli: 'src/cli/cli.ts' },
    format: ['esm'],
    dts: false,
    splitting: true,
    shims: false,
    esbuildPlugins: [
      builtins(),
      {
        name: 'the library is a file of its own',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^\.\.\/index$/ }, () => ({ path: './index.js', external: true })),
      },
    ],
  }),
]);
