import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from './support/server';

const run = promisify(execFile);
const readme = readFileSync('README.md', 'utf8');
const block = /<!-- (examples\/\S+) -->\n\n```js\n(.*?)```\n\nprints\n\n```text\n(.*?)```/gs;
const shown = [...readme.matchAll(block)].map(([, file = '', code, output]) => ({ file, code, output }));

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.stop());

it.each(shown)('shows $file as it is, and what it prints', async ({ file, code, output }) => {
  expect(code).toBe(readFileSync(file, 'utf8'));
  const env = { ...process.env, REDIS_URL: server.url };
  const { stdout, stderr } = await run(process.execPath, [file], { env, timeout: 60_000 });
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
});

it('shows every example', () => {
  expect(shown.map(({ file }) => file).sort()).toEqual(
    readdirSync('examples').map((file) => `examples/${file}`),
  );
});
