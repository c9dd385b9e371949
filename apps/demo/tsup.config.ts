import { defineConfig } from 'tsup';

/** The Python files are not copied: they are read from python/, beside dist/. */
export default defineConfig({
  entry: {
    cli: 'src/cli.ts',
    'load-worker': 'src/serve/load/worker.ts',
    'segment-worker': 'src/serve/analyse/segment-worker.ts',
    'racer-process': 'src/racer-process.ts',
    'surveyor-process': 'src/surveyor-process.ts',
  },
  format: ['esm'],
  platform: 'node',
  target: 'node20',
  clean: true,
});
