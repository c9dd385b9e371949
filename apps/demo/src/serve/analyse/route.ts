import multipart from '@fastify/multipart';
import type { Python } from '@pyloom/client';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem } from '../http/problem.ts';
import type { RequestLimits } from '../settings.ts';
import type { Analyse } from './analyser.ts';
import { decodeText } from './decode-text.ts';
import { RawBody, readUploads } from './read-uploads.ts';
import { SegmentThread } from './segment-thread.ts';

const jsonBody = {
  type: 'object',
  required: ['files'],
  additionalProperties: false,
  properties: {
    files: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['name', 'content'],
        additionalProperties: false,
        properties: { name: { type: 'string', minLength: 1, maxLength: 255 }, content: { type: 'string' } },
      },
    },
  },
} as const;

const rawTypes = ['text/plain', 'text/x-python', 'application/x-python', 'application/x-python-code'];

/**
 * `POST /analyse`: one request is one call of Python, and takes one permit. What is sent is parsed, never run.
 *
 * @param onAnswer told the status and the time of each answer
 */
export async function addAnalyseRoute(
  app: FastifyInstance,
  python: Python,
  analyse: Analyse,
  limits: RequestLimits,
  onAnswer: (status: number, milliseconds: number) => void,
): Promise<void> {
  const thread = new SegmentThread();
  python.registerFunction('segment', (text: string) => thread.segment(text));
  app.addHook('onClose', () => thread.close());
  const { bodyBytes: fileSize, files } = limits;
  // With a scope of its own: no other route takes such bodies.
  await app.register(async (scope) => {
    await scope.register(multipart, { limits: { fileSize, files, fields: 0, parts: files } });
    takeBodies(scope);
    scope.addHook('onResponse', async (_request, reply) => onAnswer(reply.statusCode, reply.elapsedTime));
    addRoute(scope, python, analyse, limits);
  });
}

function addRoute(app: FastifyInstance, python: Python, analyse: Analyse, limits: RequestLimits): void {
  const jsonSchema = {
    ...jsonBody,
    properties: { files: { ...jsonBody.properties.files, maxItems: limits.files } },
  };
  const schema = { body: { content: { 'application/json': { schema: jsonSchema } } } };
  app.post('/analyse', { schema, bodyLimit: limits.bodyBytes }, async (request, reply) => {
    const uploads = await readUploads(request, limits.bodyBytes);
    const findings = await analyse(uploads, { timeout: limits.analysisMs, signal: leaving(reply) });
    const skipped = findings.filter((file) => 'skipped' in file);
    if (skipped.length === findings.length) {
      throw new Problem(422, 'Python could parse none of the files.', { files: findings });
    }
    return { mode: python.executionMode, python: python.version, files: findings };
  });
}

/** Bodies come as bytes: what is not valid in its encoding is refused, not patched up. */
function takeBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      // Its own callback tells what is wrong with the JSON.
      parseJson(request, decodeText(body as Buffer, 'The body'), done);
    } catch (error) {
      done(error as Error);
    }
  });
  app.addContentTypeParser(rawTypes, { parseAs: 'buffer' }, (request, body, done) => {
    done(null, new RawBody(body as Buffer, request.headers['content-type'] ?? ''));
  });
  app.addContentTypeParser('*', (request, _payload, done) => {
    const type = (request.headers['content-type'] ?? '').slice(0, 100);
    const taken = 'application/json, multipart/form-data, text/plain and text/x-python';
    done(new Problem(415, `The service takes ${taken}, not ${type || 'a body without a type'}.`));
  });
}

/** Aborts when the client has gone: nobody wants the answer any more, and the lane and the permit come free. */
function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Problem(499, 'The client has left.'));
  });
  return controller.signal;
}
