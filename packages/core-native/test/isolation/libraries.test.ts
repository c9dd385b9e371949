import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { plainPython, pools, python } from '../support/python';
import { runModule } from '../support/run-child';

const folder = mkdtempSync(join(tmpdir(), 'pyloom-libraries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const versions = `
import json, sys, ssl, sqlite3, zlib
# Debian's libpython contains zlib itself, and takes the functions of Node's.
built_in = 'zlib' in sys.builtin_module_names
print(json.dumps([ssl.OPENSSL_VERSION, built_in or zlib.ZLIB_RUNTIME_VERSION, sqlite3.sqlite_version]))
`;

describe.each(pools)('in the pool %s', (pool) => {
  it("Python's extension modules use their own OpenSSL and zlib, not Node's", async () => {
    const { stdout, code } = await runModule(`
      const py = await open();
      await py.exec('${pool}', ${JSON.stringify(versions)});
    `);
    expect({ stdout: stdout.trim(), code }).toEqual({ stdout: plainPython(versions), code: 0 });
  });

  it("shakes hands between Python's ssl and Node's tls, in one process", async () => {
    const { stdout, stderr, code } = await runModule(`
      import { execFileSync } from 'node:child_process';
      import { once } from 'node:events';
      import { readFileSync } from 'node:fs';
      import tls from 'node:tls';
      const key = ${JSON.stringify(join(folder, `key-${pool}.pem`))};
      const cert = ${JSON.stringify(join(folder, `cert-${pool}.pem`))};
      execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
        '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });

      const py = await open();
      const source = \`
import json, socket, ssl, threading, pyloom

def connect(port, cert):
    context = ssl.create_default_context(cafile=cert)
    with socket.create_connection(('127.0.0.1', port), 10) as plain:
        with context.wrap_socket(plain, server_hostname='localhost') as secure:
            secure.sendall(b'from Python ' * 10000)
            secure.sendall(b'end')
            return [secure.version(), secure.makefile('rb').read().decode()]

def serve(cert, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with socket.create_server(('127.0.0.1', 0)) as listener:
        pyloom.call('listening', listener.getsockname()[1])
        plain, _ = listener.accept()
        with context.wrap_socket(plain, server_side=True) as secure:
            received = secure.recv(100)
            secure.sendall(b'Python heard ' + received)
            return secure.version()
\`;
      await py.define('handshake', source);

      const server = tls.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => {
        let heard = '';
        socket.setEncoding('utf8').on('data', (text) => {
          heard += text;
          if (heard.endsWith('end')) socket.end('Node heard ' + heard.length);
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      console.log(...(await py.call('${pool}', 'handshake', 'connect', [server.address().port, cert])));
      server.close();

      py.session.registerHostFunction('listening', (port) => {
        const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(cert) }, () => socket.write('Node'));
        socket.setEncoding('utf8').on('data', (text) => console.log(socket.authorized, text)).on('error', () => {});
      });
      console.log(await py.call('${pool}', 'handshake', 'serve', [cert, key]));
    `);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout.trim().split('\n').sort()).toEqual([
      'TLSv1.3',
      'TLSv1.3 Node heard 120003',
      'true Python heard Node',
    ]);
  });
});

/** Third-party packages with libraries of their own. cryptography has no wheels for free-threaded builds of 3.13. */
const packages = python.freeThreadedBuild ? ['numpy'] : ['numpy', 'cryptography'];
const venv = packagesVenv(python, packages);
if ('missing' in venv) console.warn(`Skipped: ${venv.missing}`);

describe.skipIf('missing' in venv)('packages with libraries of their own', () => {
  const executable = 'executable' in venv ? venv.executable : '';
  const run = (code: string) =>
    runModule(`
      const py = await open({ python: ${JSON.stringify(executable)} });
      await py.exec('home', ${JSON.stringify(code)});
    `);

  const programs: Record<string, string> = {
    numpy: `
import numpy
matrix = numpy.arange(250000.0).reshape(500, 500) + numpy.eye(500) * 1e6
print(numpy.allclose(matrix @ numpy.linalg.inv(matrix), numpy.eye(500)), round(float(numpy.linalg.norm(matrix)), 3))
`,
    cryptography: `
from cryptography.hazmat.backends.openssl import backend
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.fernet import Fernet
key = ec.generate_private_key(ec.SECP256R1())
key.public_key().verify(key.sign(b'text', ec.ECDSA(hashes.SHA256())), b'text', ec.ECDSA(hashes.SHA256()))
token = Fernet(Fernet.generate_key())
print(backend.openssl_version_text(), token.decrypt(token.encrypt(b'text')))
`,
  };

  it.each(packages)('%s does the same as in plain Python', async (name) => {
    const code = programs[name] as string;
    const { stdout, code: ended, signal } = await run(code);
    const plain = execFileSync(executable, ['-c', code], { encoding: 'utf8' });
    expect({ stdout, ended, signal }).toEqual({ stdout: plain, ended: 0, signal: null });
  });

  it.skipIf(python.freeThreadedBuild)(
    'run on several lanes at once, and the process leaves in the middle',
    async () => {
      const { code, signal } = await runModule(`
      const py = await open({ python: ${JSON.stringify(executable)} });
      const source = \`
import numpy, pyloom
from cryptography.hazmat.primitives import hashes
matrix = numpy.random.rand(200, 200)
def work():
    numpy.linalg.inv(matrix)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(matrix.tobytes())
    digest.finalize()
work() # OpenSSL and OpenBLAS prepare themselves
def grind():
    pyloom.call('running')
    while True: work()
\`;
      await py.define('grinding', source);
      for (let i = 0; i < 4; i += 1) py.call('home', 'grinding', 'grind').catch(() => {});
      await py.running(4);
      process.exit(7);
    `);
      expect({ code, signal }).toEqual({ code: 7, signal: null });
    },
  );
});
