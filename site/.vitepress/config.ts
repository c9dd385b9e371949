import { createRequire } from 'node:module';
import { defineConfig } from 'vitepress';
import { linksOfRepository } from './links';
import { sidebar } from './sidebar';

const require = createRequire(import.meta.url);

export default defineConfig({
  title: 'pyloom',
  description: 'Python in Node.js, truly parallel',
  srcDir: '..',
  srcExclude: [
    '.changeset/**',
    '.github/**',
    '**/CHANGELOG.md',
    'packages/*/THIRD-PARTY-NOTICES.md',
    '**/fixtures/**',
    '**/reports/**',
    'README.md',
  ],
  rewrites: {
    'site/index.md': 'index.md',
    'site/api/:path*': 'api/:path*',
    'docs/README.md': 'docs/index.md',
    'packages/:name/README.md': 'packages/:name/index.md',
    'apps/:name/README.md': 'apps/:name/index.md',
  },
  outDir: 'dist',
  cleanUrls: true,
  lastUpdated: false,
  markdown: { config: linksOfRepository, theme: { light: 'github-light', dark: 'github-dark' } },
  // Pages lie outside of this package, which alone depends on Vue.
  vite: {
    resolve: {
      alias: [
        { find: /^vue\/server-renderer$/, replacement: require.resolve('vue/server-renderer') },
        { find: /^vue$/, replacement: require.resolve('vue/dist/vue.runtime.esm-bundler.js') },
      ],
    },
    build: { chunkSizeWarningLimit: 4000 },
  },
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/docs/getting-started' },
      { text: 'Pages', link: '/docs/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebar(),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/pyloom/pyloom' }],
  },
});
