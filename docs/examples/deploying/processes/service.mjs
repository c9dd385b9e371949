import { createServer } from 'node:http';
import { createPython } from '@pyloom/client';

const py = await createPython({ workers: 2 });

const server = createServer(async (request, response) => {
  const n = Number(new URL(request.url, 'http://localhost').searchParams.get('n'));
  response.end(JSON.stringify({ root: await py.call('math', 'sqrt', [n]) }));
});
server.listen(Number(process.env.PORT ?? 3000), () => process.send?.('ready'));

// PM2 and Ctrl-C send the first, Docker and systemd the second.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close();
    await py.close();
    process.exit();
  });
}
