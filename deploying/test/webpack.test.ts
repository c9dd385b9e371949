import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectOf } from './project';

const project = projectOf('bundle', ['webpack@5.113.0', '@opentelemetry/api@1.9.0']);
const build = `
  import webpack from 'webpack';
  import config from './webpack.config.mjs';
  const settings = { ...config, context: process.cwd(), ...JSON.parse(process.argv[2] ?? '{}') };
  webpack(settings, (error, stats) => {
    if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString());
  });
`;
writeFileSync(join(project.folder, 'build.mjs'), build);

it('a bundle of webpack runs beside node_modules', async () => {
  expect(await project.node('build.mjs')).toBe('');
  copyFileSync(join(project.folder, 'prices.py'), join(project.folder, 'dist/prices.py'));
  expect(readFileSync(join(project.folder, 'dist/service.mjs'), 'utf8')).toContain('"@pyloom/client"');
  expect(await project.node('dist/service.mjs')).toBe('[ 12, 24 ]\n');
});

it('a bundle with the packages in it says what to do', async () => {
  await project.node('build.mjs', '{ "externals": [] }');
  await expect(project.node('dist/service.mjs')).rejects.toThrow(/was bundled: .* for webpack by externals/);
});
