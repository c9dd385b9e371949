import { once } from 'node:events';
import { connect } from 'node:net';

const request = Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\nuser-agent: bench\r\n\r\n');

/** A connection that is kept; ask() resolves with the answer's status. */
export async function connection(port) {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  await once(socket, 'connect');
  let text = '';
  let answered;
  socket.on('data', (data) => {
    text += data.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    answered(status);
  });
  return {
    ask: () =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** The times of requests one after the other, in microseconds. */
export async function times(port, count) {
  const { ask, close } = await connection(port);
  const all = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    if ((await ask()) !== 200) throw new Error('not 200');
    all.push((performance.now() - start) * 1000);
  }
  close();
  return all;
}

/** Requests a second over so many connections at once. */
export async function rate(port, connections, count) {
  const all = await Promise.all(Array.from({ length: connections }, () => connection(port)));
  const start = performance.now();
  let left = count;
  await Promise.all(
    all.map(async ({ ask }) => {
      while (left-- > 0) if ((await ask()) !== 200) throw new Error('not 200');
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const { close } of all) close();
  return count / seconds;
}
