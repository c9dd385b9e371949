// The other ways to use Python from Node, installed from npm when they are wanted: beside the workspace, so that no install
// of pyloom builds them. Each in a folder of its own, so that one that does not build hides no other.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The newest versions when the comparison was made. */
export const versions = {
  'node-calls-python': '1.11.1',
  pymport: '1.5.1',
  pythonia: '1.2.6',
  'python-shell': '5.0.0',
  pyodide: '314.0.7',
  'python-node': '2.0.0',
  piscina: '5.3.2',
};

/** What npm knows it by. @param {string} name */
export const packageOf = (name) => (name === 'python-node' ? '@platformatic/python-node' : name);

const peersFolder = fileURLToPath(new URL('../.peers/', import.meta.url));

/** The variables under which the native peers are built for this Python, and find it when they run. */
export function peerEnvironment(python) {
  const prefix = dirname(dirname(python));
  const before = (folder, old) => (old ? `${folder}${delimiter}${old}` : folder);
  return {
    ...process.env,
    PATH: before(join(prefix, 'bin'), process.env.PATH),
    LD_LIBRARY_PATH: before(join(prefix, 'lib'), process.env.LD_LIBRARY_PATH),
    PKG_CONFIG_PATH: before(join(prefix, 'lib/pkgconfig'), process.env.PKG_CONFIG_PATH),
    // pymport asks for C++14, which today's node-addon-api is beyond; what stands here comes last.
    CXXFLAGS: '-std=c++17 -fexceptions',
  };
}

/**
 * @param {string} name
 * @param {{ executable: string, version: string }} python
 * @returns {boolean} whether it is installed
 */
export function installPeer(name, python) {
  const folder = folderOf(name, python.version);
  if (existsSync(join(folder, 'node_modules', packageOf(name), 'package.json'))) return true;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const { status } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', `${packageOf(name)}@${versions[name]}`],
    {
      cwd: folder,
      env: peerEnvironment(python.executable),
      stdio: ['ignore', 'ignore', 'ignore'],
    },
  );
  return status === 0;
}

/** The module of a peer, in the process of its contender. */
export function peer(name) {
  return createRequire(join(folderOf(name, process.env.PYLOOM_BENCH_PYTHON_VERSION ?? ''), 'package.json'))(
    packageOf(name),
  );
}

function folderOf(name, pythonVersion) {
  return join(peersFolder, pythonVersion, name);
}
