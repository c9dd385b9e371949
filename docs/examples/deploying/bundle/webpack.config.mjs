import { join } from 'node:path';

export default {
  mode: 'production',
  target: 'node20',
  entry: './service.mjs',
  experiments: { outputModule: true },
  output: { path: join(import.meta.dirname, 'dist'), filename: 'service.mjs', module: true },
  // What has binaries and files of its own stays in node_modules, and is installed where the bundle runs.
  externals: [/^@pyloom\//],
  externalsType: 'module',
  // The folder of the bundle while it runs, not that of the source.
  module: { parser: { javascript: { importMeta: false } } },
};
