import { createServer } from 'node:http';
import { createPython } from '@pyloom/client';
import { Gauge, Registry } from 'prom-client';

const py = await createPython({ maxConcurrent: 8 });

const registry = new Registry();
/** A figure of py.stats(), read when Prometheus asks for it: calls themselves pay nothing. */
const gauge = (name, help, read) =>
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read(py.stats()));
    },
  });
gauge('pyloom_calls_completed', 'Calls that have ended well', ({ completed }) => completed);
gauge('pyloom_calls_failed', 'Calls that have ended with an error', ({ failed }) => failed);
gauge('pyloom_calls_queued', 'Calls that wait for a permit', ({ queued }) => queued);
gauge('pyloom_permits', 'Permits that there are', () => py.semaphore.max);

const server = createServer(async (_request, response) => {
  response.setHeader('content-type', registry.contentType);
  response.end(await registry.metrics());
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

await py.call('math', 'sqrt', [16]);
const scraped = await fetch(`http://127.0.0.1:${server.address().port}/metrics`);
console.log((await scraped.text()).split('\n').filter((line) => /^pyloom/.test(line)));

server.closeAllConnections();
server.close();
await py.close();
