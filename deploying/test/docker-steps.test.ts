import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifest } from '../../e2e/test/manifest.ts';
import { debianRoot } from './debian-root';
import { instructionsOf } from './dockerfile';
import { freePort } from './free-port';
import { examples } from './project';
import { answerOf } from './service';

const repository = join(import.meta.dirname, '../..');
const dockerfile = join(examples, 'docker/Dockerfile');
/** What `docker build` gives each container of its own, a chroot has from the host: mounts that end with the command. */
const mounts = 'for each in proc dev sys; do mount --rbind /$each "$0/$each"; done';
/** What the machine needs to get to a network, and an image has by itself. */
const certificates = process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt';
/** Where Debian's own package does not write another one. */
const certificatesInside = '/packages/certificates.crt';

const may =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync(certificates) &&
  ['unshare', 'chroot', 'apt-get'].every((name) => spawnSync('which', [name]).status === 0) &&
  spawnSync('unshare', ['--mount', 'true']).status === 0;

describe.runIf(may)('the steps of the Dockerfile, in a chroot of its image', () => {
  const context = mkdtempSync(join(tmpdir(), 'pyloom-context-'));
  let root = '';
  let cwd = '/';
  let user = 'root';

  /** Arguments of unshare for a program inside; what it may read of the environment is what an image has. */
  const inside = (...words: string[]) => [
    ...[
      '--mount',
      'sh',
      '-c',
      `${mounts}; user="$1"; shift; exec chroot --userspec="$user" "$0" env -i "$@"`,
    ],
    ...[root, user, '-C', cwd],
    ...[
      'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `HOME=${user === 'root' ? '/root' : '/home/node'}`,
    ],
    ...['SSL_CERT_FILE', 'PIP_CERT', 'NODE_EXTRA_CA_CERTS'].map((name) => `${name}=${certificatesInside}`),
    ...words,
  ];
  const run = (command: string) =>
    execFileSync('unshare', inside('sh', '-c', command), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  beforeAll(() => {
    const [from] = instructionsOf(dockerfile);
    const [, node = '', suite = ''] = /^node:(\d+)-(\w+)-slim$/.exec(from?.words ?? '') ?? [];
    root = debianRoot(suite, node);
    copyFileSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'));
    mkdirSync(join(root, 'packages'));
    copyFileSync(certificates, join(root, certificatesInside));
    fillContext();
  }, 600_000);
  afterAll(() => {
    for (const folder of [root, context]) if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** A service as a reader has it. Its packages are not on the registry: they lie in the image as tarballs. */
  function fillContext(): void {
    const tarballs: Record<string, string> = {};
    for (const name of ['semaphore', 'state', 'core-native', 'executor', 'client']) {
      const pack = ['pack', '--pack-destination', join(root, 'packages')];
      execFileSync(join(repository, 'node_modules/.bin/pnpm'), pack, {
        cwd: join(repository, 'packages', name),
        stdio: 'pipe',
      });
      const file = readdirSync(join(root, 'packages')).find((each) =>
        new RegExp(`^pyloom-${name}-\\d`).test(each),
      );
      tarballs[`@pyloom/${name}`] = `../packages/${file}`;
    }
    writeFileSync(join(context, 'package.json'), JSON.stringify(manifest(tarballs)));
    writeFileSync(join(context, 'requirements.txt'), 'numpy\n');
    copyFileSync(join(examples, 'processes/service.mjs'), join(context, 'service.mjs'));
    mkdirSync(join(root, 'lock'));
    copyFileSync(join(context, 'package.json'), join(root, 'lock/package.json'));
    run('cd /lock && npm install --package-lock-only --no-audit --no-fund');
    copyFileSync(join(root, 'lock/package-lock.json'), join(context, 'package-lock.json'));
  }

  function made(path: string): string {
    mkdirSync(join(root, path), { recursive: true });
    return path;
  }

  function copy(words: string): void {
    const names = words.split(' ');
    const target = join(root, cwd, names.pop() ?? '');
    for (const name of names) {
      const source = join(context, name);
      cpSync(source, statSync(source).isDirectory() ? target : join(target, name), { recursive: true });
    }
  }

  it('run, and make an image whose service answers', { timeout: 600_000 }, async () => {
    const steps = instructionsOf(dockerfile);
    for (const { name, words } of steps) {
      if (name === 'RUN') run(words);
      else if (name === 'WORKDIR') cwd = made(words);
      else if (name === 'COPY') copy(words);
      else if (name === 'USER') user = words;
      else expect(['FROM', 'CMD']).toContain(name);
    }
    expect(user).toBe('node');
    expect(readFileSync(join(root, 'etc/debian_version'), 'utf8')).toMatch(/^12/);
    expect(run("npx pyloom eval 'import numpy; int(numpy.arange(4).sum())'")).toBe('6\n');

    const command: string[] = JSON.parse(steps.at(-1)?.words ?? '');
    const port = await freePort();
    const started = inside(`PORT=${port}`, ...command);
    const server = spawn('unshare', started, { stdio: 'inherit' });
    try {
      expect(await answerOf(server, `http://127.0.0.1:${port}/?n=16`)).toEqual({ root: 4 });
      server.kill('SIGTERM');
      expect(await once(server, 'exit')).toEqual([0, null]);
    } finally {
      server.kill('SIGKILL');
    }
  });
});
