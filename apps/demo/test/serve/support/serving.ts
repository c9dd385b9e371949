import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cli } from '../../support/run-demo.ts';

/** `serve` in a process of its own, on a free port. */
export interface Serving extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written on standard error. */
  readonly log: () => string;
  /** Its exit code and signal, once it has ended. */
  readonly ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

/** The built command line: `npm run build` comes first. */
export async function startServing(...args: string[]): Promise<Serving> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Serving['ended'];
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  child.stdout.setEncoding('utf8');
  const first = await Promise.race([once(child.stdout, 'data'), ended]);
  if (typeof first[0] !== 'string') throw new Error(`serve ended with ${first[0]}: ${log}`);
  return {
    url: first[0].trim(),
    child,
    log: () => log,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What the page sends, and with it the header that other sites cannot send. */
export function control(url: string, what: string, body: object): Promise<Response> {
  return fetch(`${url}/control/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pyloom-control': '1' },
    body: JSON.stringify(body),
  });
}

/** How many requests the service has served. */
export async function totalServed({ url }: Serving): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^pyloom_request_duration_seconds_count\{status="200"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}
