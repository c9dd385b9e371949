import { defineConfig } from 'tsup';

/** For bench/ alone: the packages that use the source bundle it themselves. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  noExternal: [/^@pyloom\//],
  clean: true,
});
