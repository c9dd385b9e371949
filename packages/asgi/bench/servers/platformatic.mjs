// An application behind Node, by @platformatic/python-node, which the first argument leads to. Says its port.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const [, , module, target] = process.argv;
const { Python, Request } = await import(pathToFileURL(module).href);
const python = new Python({ docroot: import.meta.dirname, appTarget: target });
const server = createServer(async (incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const request = new Request({ method, url: `http://${headers.host}${url}`, headers });
  const response = await python.handleRequest(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers.entries()));
  outgoing.end(response.body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
