import { defineConfig } from 'vite';

/** The page is served by `src/serve`, which brings it from dist/dashboard. */
export default defineConfig({
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is a file of our own: the content security policy knows no inline data.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
