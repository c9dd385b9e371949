import { createServer, type IncomingHttpHeaders, type RequestOptions, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createPython, type Python, type PythonOptions } from '@pyloom/client';
import { afterAll, afterEach } from 'vitest';
import { type AsgiHandler, type AsgiOptions, asgi } from '../../src/index';

/** Whether calls run in processes. */
export const inProcesses = process.env.PYLOOM_TEST_MODE === 'process';

const modeOfRun: PythonOptions = inProcesses ? { mode: 'process', numProcesses: 2 } : {};

/** A client for a whole file of tests. */
export async function clientForFile(options: PythonOptions = {}): Promise<Python> {
  const py = await createPython({
    sysPath: [fileURLToPath(new URL('../fixtures', import.meta.url))],
    maxConcurrent: 50,
    ...modeOfRun,
    ...options,
  });
  afterAll(() => py.close());
  return py;
}

/** An application behind a server of its own. */
export interface Served {
  handler: AsgiHandler;
  server: Server;
  port: number;
  /** What the application raised, so far. */
  errors: (Error & { traceback?: string })[];
  ask(path: string, options?: RequestOptions & { body?: string | Buffer }): Promise<Answer>;
}

/** What came back. */
export interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

const open: Served[] = [];
afterEach(async () => {
  for (const { handler, server } of open.splice(0)) {
    server.close();
    server.closeAllConnections();
    await handler.close({ timeout: 100 });
  }
});

/** Serves it until the end of the test. */
export async function serve(py: Python, target: string, options: AsgiOptions = {}): Promise<Served> {
  const errors: Served['errors'] = [];
  const handler = asgi(py, target, { onError: (error) => errors.push(error as Error), ...options });
  const server = createServer();
  handler.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const served: Served = {
    handler,
    server,
    port,
    errors,
    ask: (path, asked) => ask(port, path, asked),
  };
  open.push(served);
  return served;
}

/** A request on a connection of its own. */
export function ask(
  port: number,
  path: string,
  { body, ...options }: RequestOptions & { body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, host: '127.0.0.1', agent: false, ...options });
    sent.on('error', reject).on('response', async (response) => {
      try {
        resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}

/** A connection that says what it likes. */
export async function raw(port: number, words: string): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => {
    heard += data.toString('latin1');
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(words, 'latin1');
  return { socket, heard: () => heard };
}

/** Waits for something that Python does at its own pace; fails with what it is. */
export async function eventually(check: () => unknown, what: string): Promise<void> {
  const end = performance.now() + 50_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`not within 50 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
