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
}

export async function startService(
  limits: Partial<RequestLimits> = {},
  options: PythonOptions = {},
): Promise<TestService> {
  const log = new Log();
  const service = await createService({
    python: { acquireTimeout: 0, ...options },
    limits: { ...defaultLimits, ...limits },
    log,
  });
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as AddressInfo;
  return { ...service, url, port, log, [Symbol.asyncDispose]: () => service.close() };
}

/** What clients were told nothing about. */
export function failures({ log }: TestService): string[] {
  return log.entries.filter(({ level }) => level === 'error').map(({ message }) => message);
}
