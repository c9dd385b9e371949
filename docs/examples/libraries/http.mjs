import { createServer } from 'node:http';
import { createPython, kwargs } from '@pyloom/client';

const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
await new Promise((resolve) => server.listen(0, resolve));
const url = `http://127.0.0.1:${server.address().port}`;

const py = await createPython();
const requests = await py.import('requests');
console.log(await requests.get(`${url}/search`, kwargs({ params: { q: 'tea' } })).json());
try {
  await requests.get('http://127.0.0.1:1');
} catch (error) {
  console.log(error.type, error.isInstance('requests.exceptions.RequestException'));
}

// Coroutines wait on an event loop of Python's: thousands at a time.
const httpx = await py.import('httpx');
const client = await httpx.AsyncClient(kwargs({ base_url: url }));
const codes = await Promise.all(Array.from({ length: 100 }, (_, i) => client.get(`/${i}`).status_code));
console.log(codes.every((code) => code === 200));
await client.aclose();

const aiohttp = await py.import('aiohttp');
const session = await aiohttp.ClientSession();
console.log(await session.get(`${url}/tea`).text());
await session.close();

await py.close();
server.close();
