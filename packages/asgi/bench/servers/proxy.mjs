// A Node server that hands each request on to another port, over connections that it keeps. Says its port.
import { Agent, createServer, request } from 'node:http';
import { pipeline } from 'node:stream';

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, noDelay: true });
const server = createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  const sent = request({ agent, host: '127.0.0.1', port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    pipeline(answer, outgoing, () => {});
  });
  sent.on('error', () => outgoing.destroy());
  // Without a body there is nothing to pipe, which costs more than the rest.
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) sent.end();
  else pipeline(incoming, sent, () => {});
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
