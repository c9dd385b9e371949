import { once } from 'node:events';
import { createServer } from 'node:http';
import { asgi } from '@pyloom/asgi';
import { createPython } from '@pyloom/client';
import { WebSocket } from 'ws';

const py = await createPython({ sysPath: [import.meta.dirname], maxConcurrent: 100 });
const shop = asgi(py, 'shop:app');
await shop.start(); // imports it, and waits for its startup: what is wrong is said here

const server = createServer();
shop.attach(server); // requests, and WebSockets where the package `ws` is installed
await once(server.listen(0, '127.0.0.1'), 'listening');

const url = `http://127.0.0.1:${server.address().port}`;
for (const path of ['/price/tea?count=3', '/price/gold']) {
  const response = await fetch(url + path);
  console.log(response.status, await response.json());
}

const socket = new WebSocket(`${url.replace('http', 'ws')}/echo`);
await once(socket, 'open');
socket.send('hello');
const [heard] = await once(socket, 'message');
console.log(String(heard));
socket.close();

// As on SIGTERM: no new connections; what is under way ends; then the application, then Python.
server.close();
await shop.close();
await py.close();
