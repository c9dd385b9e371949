import { once } from 'node:events';
import { createServer } from 'node:http';
import { asgi } from '@pyloom/asgi';
import { createPython } from '@pyloom/client';

const py = await createPython();
await py.defineModule(
  'hello',
  `
async def app(scope, receive, send):
    if scope["type"] != "http":
        raise NotImplementedError(scope["type"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"hello from {scope['path']}".encode()})
`,
);

const handler = asgi(py, 'hello:app'); // or 'shop.main:app', of FastAPI
const server = createServer(handler);
await once(server.listen(0, '127.0.0.1'), 'listening');

const response = await fetch(`http://127.0.0.1:${server.address().port}/world`);
console.log(response.status, await response.text());

server.close();
await handler.close();
await py.close();
