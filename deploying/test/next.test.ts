import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from './free-port';
import { examples, projectOf } from './project';
import { answerOf, startServer } from './service';

const packages = ['next@16.4.6', 'react@19.2.0', 'react-dom@19.2.0'];
const project = projectOf('next', packages, { NEXT_TELEMETRY_DISABLED: '1' });
const inProject = (path: string) => join(project.folder, path);
mkdirSync(inProject('app/api/prices'), { recursive: true });
mkdirSync(inProject('python'));
renameSync(inProject('route.js'), inProject('app/api/prices/route.js'));
copyFileSync(join(examples, 'bundle/prices.py'), inProject('python/prices.py'));
writeFileSync(
  inProject('app/layout.js'),
  'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n',
);

it('a standalone server of Next.js has all that Python needs', { timeout: 300_000 }, async () => {
  await project.node('node_modules/next/dist/bin/next', 'build');
  const port = await freePort();
  // Away from its sources, as it is deployed.
  renameSync(inProject('node_modules'), inProject('gone'));
  const settings = { PORT: String(port), HOSTNAME: '127.0.0.1' };
  const server = startServer(inProject('.next/standalone'), 'server.js', settings);
  expect(await answerOf(server, `http://127.0.0.1:${port}/api/prices?amount=10`)).toEqual([12]);
});
