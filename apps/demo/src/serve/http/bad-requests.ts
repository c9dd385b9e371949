import type { Socket } from 'node:net';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem, problemBody, problemType, sendProblem, toProblem } from './problem.ts';

/** Every request that cannot be served gets a status that says why and a problem body, never a stack. */
export function answerBadRequests(app: FastifyInstance, onFailure: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    const problem = toProblem(error);
    if (problem.status === 500) onFailure(error);
    return sendProblem(reply, problem);
  });

  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const allowed = methods.filter((method) => app.findRoute({ method, url: path }) !== null);
    if (allowed.length === 0) throw new Problem(404, `There is nothing at ${shorten(path)}.`);
    const allow = allowed.join(', ');
    return sendProblem(
      reply,
      new Problem(405, `${path} takes ${allow}, not ${request.method}.`, { headers: { allow } }),
    );
  });
}

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST'];

/** Long enough to recognise a path by. */
function shorten(path: string): string {
  return path.length > 100 ? `${path.slice(0, 100)}…` : path;
}

const refusals: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};

/** What cannot even be read as HTTP, or takes too long to come: answered on the bare socket, which is closed then. */
export function answerBrokenConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] = refusals[error.code ?? ''] ?? [400, 'This is no valid HTTP request.'];
  const body = JSON.stringify(problemBody(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${problemBody(status, detail).title}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
