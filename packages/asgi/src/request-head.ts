import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What a head says of the body behind it. */
export interface RequestHead {
  /** A line for each field in front of the headers, in the order that the Python half knows. */
  readonly fields: string;
  /** How many headers there are, and a line for each name and each value. */
  readonly headers: string;
  /** How long the body is; undefined where that is not said; 0 where there is none. */
  readonly length: number | undefined;
}

interface HeadOptions {
  readonly rootPath: string;
  readonly trustProxy: boolean;
}

/** Of each connection its two ends, as four lines. Asking a socket is a system call. */
const endsOfSocket = new WeakMap<Socket, string>();

/** The head of a request as two texts, which cross faster than a list of them. */
export function headOf(request: IncomingMessage, { rootPath, trustProxy }: HeadOptions): RequestHead {
  const { rawHeaders, socket } = request;
  let headers = '';
  let count = 0;
  let length: number | undefined = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const value = rawHeaders[i + 1] as string;
    if (name.charCodeAt(0) === colon) continue; // HTTP/2's own
    headers += `\n${name}\n${value}`;
    count++;
    if (name.length === 14 && name.toLowerCase() === 'content-length') length = Number(value);
    else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') length = undefined;
  }
  const ofHttp2 = request.httpVersionMajor >= 2;
  if (ofHttp2) {
    const authority = request.headers[':authority'];
    if (authority !== undefined && request.headers.host === undefined) {
      headers += `\nhost\n${authority}`;
      count++;
    }
    if (length === 0 && !request.readableEnded && !bodiless.test(request.method ?? '')) length = undefined;
  }
  const { baseUrl = '' } = request as { baseUrl?: string };
  const proxied = trustProxy ? forwarded(request) : undefined;
  const scheme = proxied?.scheme ?? ('encrypted' in socket ? 'https' : 'http');
  const ends = proxied?.client === undefined ? endsOf(socket) : `${proxied.client}\n0\n${serverOf(socket)}`;
  const version = ofHttp2 ? '2' : request.httpVersion;
  const fields = `${request.method}\n${request.url}\n${version}\n${scheme}\n${rootPath}${baseUrl}\n${ends}`;
  return { fields, headers: `${count}${headers}`, length };
}

const colon = ':'.charCodeAt(0);
const bodiless = /^(GET|HEAD|DELETE|OPTIONS)$/;

function endsOf(socket: Socket): string {
  let ends = endsOfSocket.get(socket);
  if (ends === undefined) {
    ends = `${socket.remoteAddress ?? ''}\n${socket.remotePort ?? ''}\n${serverOf(socket)}`;
    endsOfSocket.set(socket, ends);
  }
  return ends;
}

function serverOf(socket: Socket): string {
  return `${socket.localAddress ?? ''}\n${socket.localPort ?? ''}`;
}

/** What the nearest proxy says: the last entry is its own, those before it are anybody's. */
function forwarded({ headers }: IncomingMessage): { client: string | undefined; scheme: string | undefined } {
  const last = (value: string | string[] | undefined) =>
    String(value ?? '')
      .split(',')
      .at(-1)
      ?.trim() || undefined;
  const scheme = last(headers['x-forwarded-proto'])?.toLowerCase();
  return {
    client: last(headers['x-forwarded-for']),
    scheme: scheme === 'http' || scheme === 'https' ? scheme : undefined,
  };
}
