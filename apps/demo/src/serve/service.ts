import { createPython, type Python, type PythonOptions } from '@pyloom/client';
import fastify, { type FastifyInstance } from 'fastify';
import { standardLibrary } from '../survey/find-files.ts';
import { acts } from '../tour/acts.ts';
import { analyserOf, analyserOnNodes } from './analyse/analyser.ts';
import { addAnalyseRoute } from './analyse/route.ts';
import { ActsPlayer } from './control/acts-player.ts';
import { addControlRoutes } from './control/routes.ts';
import { addDashboard } from './dashboard.ts';
import { addHealthRoute } from './health.ts';
import { answerBadRequests, answerBrokenConnection } from './http/bad-requests.ts';
import { closeSoon } from './http/closing.ts';
import { sendProblem, toProblem } from './http/problem.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { Load } from './load/load.ts';
import { takeSamples } from './load/sample.ts';
import { Metrics } from './metrics.ts';
import { Events } from './monitor/events.ts';
import type { Log } from './monitor/log.ts';
import { Monitor } from './monitor/monitor.ts';
import { Nodes } from './monitor/nodes.ts';
import { logProcesses } from './monitor/process-log.ts';
import { collectPythonLogs } from './monitor/python-logs.ts';
import { addEventsRoute } from './monitor/routes.ts';
import { SheddingLog } from './monitor/shedding.ts';
import { defaultLimits, type RequestLimits } from './settings.ts';

export interface ServiceOptions {
  /** Of the client that serves requests. */
  readonly python: PythonOptions;
  readonly limits?: RequestLimits;
  readonly log: Log;
  /** Told what nobody foresaw: the client gets status 500 and no details. */
  readonly onFailure: (error: unknown) => void;
}

export interface Service {
  readonly app: FastifyInstance;
  readonly python: Python;
  /** Refuses new requests, lets those in flight end, then closes Python. */
  close(): Promise<void>;
}

/** Puts the service together, ready to listen. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const { limits = defaultLimits, log, onFailure } = options;
  const python = await createPython(options.python);
  await collectPythonLogs(python, log);
  const stopLogging = logProcesses(log);
  const events = new Events();
  const load = new Load(await takeSamples(await standardLibrary(python)));
  const nodes = python.executionMode === 'ray' ? new Nodes(log) : undefined;
  const stopWatching = await nodes?.watch(python);
  const monitor = new Monitor(python, () => load.clients, nodes);
  const metrics = new Metrics(python);
  const shedding = new SheddingLog(log, () => python.semaphore.max);
  const player = new ActsPlayer(acts, actOptions(options.python, python), events, log);

  const app = createApp(limits);
  await addSecurityHeaders(app);
  answerBadRequests(app, (error) => {
    // The page shows the log to whoever reaches it.
    log.add('error', 'service', 'A request failed as nobody foresaw; standard error has more.');
    onFailure(error);
  });
  closeSoon(app, limits.arrivalMs + limits.analysisMs);
  const analyse = await (nodes ? analyserOnNodes(python, nodes) : analyserOf(python));
  await addAnalyseRoute(app, python, analyse, limits, (status, milliseconds) => {
    monitor.answered(status, milliseconds);
    metrics.answered(status, milliseconds);
    if (status === 503) shedding.refused();
  });
  addEventsRoute(app, monitor, log, events);
  await addControlRoutes(app, { python, load, acts: player, log });
  addHealthRoute(app, python);
  metrics.addRoute(app);
  await addDashboard(app, player.list);
  return {
    app,
    python,
    async close() {
      await Promise.all([load.stop(), player.stop()]);
      await app.close();
      stopLogging();
      stopWatching?.();
      await python.close();
    },
  };
}

function createApp(limits: RequestLimits): FastifyInstance {
  return fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.arrivalMs,
    // Node looks after slow clients so often; by default every 30 s.
    http: { headersTimeout: limits.arrivalMs, connectionsCheckingInterval: Math.min(1000, limits.arrivalMs) },
    return503OnClosing: false,
    // Checked as it is: nothing is converted to fit, and nothing is dropped.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    clientErrorHandler: answerBrokenConnection,
    // A URL that cannot be decoded.
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, toProblem(error));
    },
  });
}

/** The same Python in the same mode, with lanes as many, and all else as it is by default. */
function actOptions({ mode, workers }: PythonOptions, python: Python) {
  // Each act is a client of its own, and a Ray takes long to start.
  if (mode === 'ray') return { python: python.executable };
  return { python: python.executable, mode, workers };
}
