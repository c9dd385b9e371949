import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { createPython } from '@pyloom/client';

const processes = 2;

if (cluster.isPrimary) {
  // It serves nobody, and needs no Python.
  for (let i = 0; i < processes; i++) cluster.fork();
  cluster.once('listening', async (_worker, { port }) => {
    const answer = await fetch(`http://127.0.0.1:${port}/?n=9`);
    console.log(answer.status, await answer.json());
    for (const worker of Object.values(cluster.workers)) worker.kill('SIGTERM');
  });
} else {
  // Each process has a Python of its own, and its share of the cores.
  const py = await createPython({ workers: Math.max(1, Math.floor(availableParallelism() / processes)) });
  const server = createServer(async (request, response) => {
    const n = Number(new URL(request.url, 'http://localhost').searchParams.get('n'));
    response.end(JSON.stringify({ root: await py.call('math', 'sqrt', [n]) }));
  });
  server.listen(0, '127.0.0.1');
  process.once('SIGTERM', async () => {
    // Nothing new; what runs may end; then the last lines that Python printed.
    server.close();
    await py.close();
    process.exit();
  });
}
