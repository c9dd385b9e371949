import type { AddressInfo } from 'node:net';
import type { PythonOptions } from '@pyloom/client';
import { Log } from '../../../src/serve/monitor/log.ts';
import { createService, type Service } from '../../../src/serve/service.ts';
import { defaultLimits, type RequestLimits } from '../../../src/serve/settings.ts';

/** A service that listens on a port of its own, in this process. */
export interface TestService extends Service, AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly log: Log;
  /** What clients were told nothing about. */
  readonly failures: readonly unknown[];
}

export async function startService(
  limits: Partial<RequestLimits> = {},
  options: PythonOptions = {},
): Promise<TestService> {
  const log = new Log();
  const failures: unknown[] = [];
  const service = await createService({
    python: { acquireTimeout: 0, ...options },
    limits: { ...defaultLimits, ...limits },
    log,
    onFailure: (error) => failures.push(error),
  });
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as AddressInfo;
  return { ...service, url, port, log, failures, [Symbol.asyncDispose]: () => service.close() };
}
