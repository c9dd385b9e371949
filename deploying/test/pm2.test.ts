import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePort } from './free-port';
import { projectOf } from './project';

const port = await freePort();
const settings: NodeJS.ProcessEnv = { PORT: String(port) };
const project = projectOf('processes', ['pm2@7.0.4'], settings);
settings.PM2_HOME = join(project.folder, 'pm2');
const pm2 = (...args: string[]) => project.node('node_modules/pm2/bin/pm2', ...args);
afterAll(() => pm2('kill'));

it('PM2 starts, reloads and stops a service without killing it', async () => {
  await pm2('start', 'ecosystem.config.cjs');
  expect(await rootOf(16)).toEqual({ root: 4 });
  await pm2('reload', 'roots');
  expect(await rootOf(25)).toEqual({ root: 5 });
  await pm2('delete', 'roots');
  const log = readFileSync(join(settings.PM2_HOME as string, 'pm2.log'), 'utf8');
  expect(log.match(/exited with code \[0\] via signal \[SIGINT\]/g)).toHaveLength(4);
  expect(log).not.toContain('SIGKILL');
});

async function rootOf(n: number): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/?n=${n}`)).json();
}
