import { BlockList, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Lets through what a user of this machine does on the service's own page or with a tool of theirs, and nothing that a page
 * from elsewhere makes their browser send.
 *
 * - The connection comes from this machine.
 * - `Host` names this machine: another name would be a site that has pointed its own name at us.
 * - The header `x-pyloom-control` is there: a page from elsewhere must ask before it may send one, and is never allowed.
 * - `Sec-Fetch-Site`, which no page can forge, says so too.
 *
 * @throws Problem 403
 */
export async function allowControl({ socket, headers }: FastifyRequest): Promise<void> {
  const address = socket.remoteAddress ?? '';
  if (!loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) {
    throw new Problem(403, 'The service is controlled from its own machine only.');
  }
  if (!loopbackHost.test(headers.host ?? '')) {
    throw new Problem(403, 'The service is controlled under the name localhost or 127.0.0.1 only.');
  }
  if (headers['x-pyloom-control'] === undefined) {
    throw new Problem(403, 'The header x-pyloom-control is missing.');
  }
  if (!['same-origin', 'none', undefined].includes(headers['sec-fetch-site'] as string | undefined)) {
    throw new Problem(403, 'The service is controlled from its own page only.');
  }
}
