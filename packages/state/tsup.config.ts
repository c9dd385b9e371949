import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  // import.meta.url in the CJS build, by which the addon is found.
  shims: true,
  clean: true,
  // The private packages are part of this one: neither its code nor its types may refer to them.
  noExternal: [/^@pyloom\/(errors|wire)$/],
  dts: {
    compilerOptions: {
      ignoreDeprecations: '6.0',
      // Found through node_modules, the types would be left as an import.
      paths: { '@pyloom/errors': ['../errors/src/index.ts'], '@pyloom/wire': ['../wire/src/index.ts'] },
    },
  },
});
