// What a Node server takes by itself, for comparison. Says its port.
import { createServer } from 'node:http';

const server = createServer((_request, response) => {
  response.writeHead(200, ['content-type', 'text/plain', 'content-length', '5']);
  response.end('hello');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
