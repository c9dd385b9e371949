import { STATUS_CODES } from 'node:http';
import { isPyloomError, type OverloadedError, type PythonTimeoutError } from '@pyloom/client';
import type { FastifyError, FastifyReply } from 'fastify';

/** What a request is refused with: the body of RFC 9457, `application/problem+json`. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** One sentence for the person who sent the request. */
  readonly detail: string;
  readonly [more: string]: unknown;
}

/** Thrown by a route: the request is answered with this status and a problem body. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    detail: string,
    { headers = {}, ...more }: { headers?: Record<string, string>; [more: string]: unknown } = {},
  ) {
    super(detail);
    this.status = status;
    this.headers = headers;
    this.more = more;
  }

  get body(): ProblemBody {
    return problemBody(this.status, this.message, this.more);
  }
}

export function problemBody(status: number, detail: string, more: Record<string, unknown> = {}): ProblemBody {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...more };
}

export const problemType = 'application/problem+json; charset=utf-8';

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // As text: a schema for the route's own answers would leave out what it does not know.
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(problemType)
    .send(JSON.stringify(problem.body));
}

/** Whole seconds, as the header wants them: permits come free within milliseconds. */
const retryAfter = { 'retry-after': '1' };

/** What the client is told about an error, and never more: nothing of a stack, a path or Python's own words. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isPyloomError(error)) {
    if (error.code === 'ERR_PYLOOM_OVERLOADED') {
      const { current, max } = error as OverloadedError;
      return new Problem(503, `All ${max} permits are in use; try again later.`, {
        headers: retryAfter,
        current,
        max,
      });
    }
    if (error.code === 'ERR_PYLOOM_TIMEOUT') {
      const { timeout } = error as PythonTimeoutError;
      return new Problem(
        504,
        `The analysis took longer than ${timeout} ms and was stopped; send less at once.`,
      );
    }
    if (error.code === 'ERR_PYLOOM_CRASHED') {
      const detail = 'The process that analysed this has ended; another one takes its place. Try again.';
      return new Problem(503, detail, { headers: retryAfter });
    }
    if (error.code === 'ERR_PYLOOM_CLOSED') return stopping();
  }
  const { statusCode = 500, message } = error as FastifyError;
  // Fastify's own refusals name what is wrong with the request.
  if (statusCode >= 400 && statusCode < 500) return new Problem(statusCode, sentence(message));
  return new Problem(500, 'The service failed at this request. Its log says why.');
}

/** For requests that come in over open connections while the service stops. */
export function stopping(): Problem {
  return new Problem(503, 'The service is stopping.', { headers: retryAfter });
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
