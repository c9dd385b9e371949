import { peer } from '../peers.mjs';

/** It runs servers in Python: each call is a request. @type {import('../contender').OpenContender} */
export async function open({ folder }) {
  const { Python, Request } = peer('python-node');
  const server = new Python({ docroot: folder, appTarget: 'server:app' });
  const request = (name, args) =>
    new Request({
      method: 'POST',
      url: `http://localhost/${name}`,
      headers: {},
      body: Buffer.from(JSON.stringify(args)),
    });
  const value = (response) => JSON.parse(response.body.toString());
  const call =
    (name) =>
    async (...args) =>
      value(await server.handleRequest(request(name, args)));
  const callSync =
    (name) =>
    (...args) =>
      value(server.handleRequestSync(request(name, args)));
  return {
    detail: 'a server of ASGI in one interpreter, JSON in requests',
    echo: call('echo'),
    echoSync: callSync('echo'),
    sqrt: call('sqrt'),
    sqrtSync: callSync('sqrt'),
    spin: call('spin'),
    busy: call('busy'),
    close: () => {},
  };
}
