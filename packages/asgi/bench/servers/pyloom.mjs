// An application behind Node, by @pyloom/asgi. Says its port.
import { createServer } from 'node:http';
import { asgi } from '@pyloom/asgi';
import { createPython } from '@pyloom/client';

const { target, factory, mode, workers } = JSON.parse(process.argv[2]);
const py = await createPython({
  mode,
  sysPath: [import.meta.dirname],
  maxConcurrent: 1000,
  ...(mode === 'process' && { numProcesses: workers, numAsyncWorkers: workers }),
});
const handler = asgi(py, target, { factory, workers });
await handler.start();
const server = createServer(handler).listen(0, '127.0.0.1', () => console.log(server.address().port));
