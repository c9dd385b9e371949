import { fileURLToPath } from 'node:url';
import type { CheckedOptions } from './asgi-options';

/** The Python half lies beside src/ as beside dist/. */
const folder = fileURLToPath(new URL('../python/pyloom_asgi', import.meta.url));

/** The source of the package `pyloom_asgi`, in every interpreter and process: nothing but where its modules are. */
export const packageSource = `__path__ = [${JSON.stringify(folder)}]\n`;

/**
 * The source of the module of one worker. Its name is a package's of its own, so that it has an event loop for itself as far as there
 * are any. It imports no application: it is looked at in places where that is not to run.
 */
export function workerSource(name: string, options: CheckedOptions): string {
  const { module, name: application, factory, interface: kind, lifespan, wsgiThreads } = options;
  const settings = { module, name: application, factory, interface: kind, lifespan, wsgiThreads };
  return `import json
from pyloom_asgi._server import Server

_server = Server(${JSON.stringify(name)}, json.loads(${JSON.stringify(JSON.stringify(settings))}))
http = _server.http
web_socket = _server.web_socket
start = _server.start
stop = _server.stop
`;
}
