import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Answers for an application that cannot. Nothing is told of why: that is for the server's log. */
export function answerFailure(response: ServerResponse, status: number): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = STATUS_CODES[status] ?? 'Error';
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(status, [
    'content-type',
    'text/plain; charset=utf-8',
    'content-length',
    String(body.length),
    ...(status === 503 ? ['retry-after', '1'] : []),
  ]);
  response.end(body);
}

/** What a client is told of an error: too much to do, or nothing that it could change. */
export function statusOf(error: unknown): number {
  const { code, type } = error as { code?: string; type?: string };
  if (code === 'ERR_PYLOOM_OVERLOADED' || code === 'ERR_PYLOOM_CLOSED') return 503;
  return type === 'BadRequest' ? 400 : 500;
}
