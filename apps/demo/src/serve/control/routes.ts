import type { AddressInfo } from 'node:net';
import type { Python } from '@pyloom/client';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../http/problem.ts';
import { Load } from '../load/load.ts';
import type { Log } from '../monitor/log.ts';
import { mostPermits } from '../settings.ts';
import type { ActsPlayer } from './acts-player.ts';
import { allowControl } from './guard.ts';

export interface Controlled {
  readonly python: Python;
  readonly load: Load;
  readonly acts: ActsPlayer;
  readonly log: Log;
}

/** `POST /control/...`: what the page can change. */
export async function addControlRoutes(
  app: FastifyInstance,
  { python, load, acts, log }: Controlled,
): Promise<void> {
  await app.register(
    async (scope) => {
      scope.addHook('onRequest', allowControl);

      scope.post<{ Body: { max: number } }>(
        '/limit',
        { schema: numberBody('max', 1, mostPermits) },
        (request) => {
          const { max } = request.body;
          const before = python.semaphore.max;
          python.semaphore.setMax(max);
          if (max !== before) log.add('info', 'service', `The limit is ${max} now; it was ${before}.`);
          return { max };
        },
      );

      scope.post<{ Body: { clients: number } }>(
        '/load',
        { schema: numberBody('clients', 0, Load.mostClients) },
        (request) => {
          const { clients } = request.body;
          if (clients !== load.clients) log.add('info', 'service', describeLoad(clients));
          load.set(clients, ownUrl(app));
          return { clients };
        },
      );

      scope.post<{ Body: object }>('/kill', { schema: objectBody({}) }, (_request, reply) => {
        const pid = endOneProcess(python);
        if (pid === undefined) throw new Problem(409, 'No Python runs in a process of its own here.');
        log.add('warning', 'service', `Process ${pid} gets a SIGKILL.`);
        return reply.code(202).send({ pid });
      });

      scope.post<{ Body: { act: string } }>('/acts', { schema: actBody(acts) }, (request, reply) => {
        if (!acts.play(request.body.act)) throw new Problem(409, 'An act is being played already.');
        return reply.code(202).send({ act: request.body.act });
      });
    },
    { prefix: '/control' },
  );
}

/** One that runs something, if any does: what it runs is lost, and nothing else. Undefined: there are no processes. */
function endOneProcess(python: Python): number | undefined {
  const lanes = python.stats().lanes.filter(({ pid }) => pid !== undefined);
  const busy = lanes.filter((lane) => lane.busy);
  const { pid } = pick(busy.length > 0 ? busy : lanes) ?? {};
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  return pid;
}

function pick<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}

function describeLoad(clients: number): string {
  if (clients === 0) return 'The load generator stops.';
  return `The load generator sends with ${clients} ${clients === 1 ? 'client' : 'clients'}.`;
}

/** Where this very service is reached from its own machine. */
function ownUrl(app: FastifyInstance): string {
  const { address, family, port } = app.server.address() as AddressInfo;
  if (address === '::' || address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function numberBody(name: string, minimum: number, maximum: number) {
  return objectBody({ [name]: { type: 'integer', minimum, maximum } });
}

function actBody(acts: ActsPlayer) {
  return objectBody({ act: { type: 'string', enum: acts.list.map(({ id }) => id) } });
}

function objectBody(properties: Record<string, object>) {
  return {
    body: { type: 'object', required: Object.keys(properties), additionalProperties: false, properties },
  };
}
