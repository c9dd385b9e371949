import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { control, type Serving, startServing, totalServed } from './support/serving.ts';

describe('SIGTERM', () => {
  it('lets a request in flight end, takes no new one, and leaves with 0', async () => {
    await using serving = await startServing();
    const upload = await beginUpload(serving);
    serving.child.kill('SIGTERM');
    await logged(serving, 'Stopping');
    await expect.poll(() => connects(serving)).toBe(false);
    const answer = await upload.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).toContain('"words":3');
    expect(await serving.ended).toEqual([0, null]);
  });

  it('ends what has no end of its own: the load, an act, and who listens to events', async () => {
    await using serving = await startServing();
    const events = await fetch(`${serving.url}/events`);
    await control(serving.url, 'load', { clients: 4 });
    await control(serving.url, 'acts', { act: 'asyncio' });
    await expect.poll(() => totalServed(serving)).toBeGreaterThan(4);
    serving.child.kill('SIGTERM');
    await events.text();
    expect(await serving.ended).toEqual([0, null]);
    expect(serving.log()).not.toMatch(/error/i);
  });

  it('leaves at once when it comes again', async () => {
    await using serving = await startServing();
    await beginUpload(serving);
    serving.child.kill('SIGTERM');
    await logged(serving, 'Stopping');
    serving.child.kill('SIGTERM');
    expect(await serving.ended).toEqual([143, null]);
  });
});

describe('an address that cannot be had', () => {
  it('is told in one line, with exit code 1', async () => {
    await using serving = await startServing();
    const { port } = new URL(serving.url);
    await expect(startServing('--port', port)).rejects.toThrow(
      `serve ended with 1: pyloom: port ${port} of 127.0.0.1 is taken; choose another with --port, or 0 for any that is free\n`,
    );
  });

  it('is told when it is not one of this machine', async () => {
    await expect(startServing('--host', '192.0.2.1')).rejects.toThrow(
      /^serve ended with 1: pyloom: cannot listen on 192\.0\.2\.1, port 0: .+\n$/,
    );
  });
});

/** A request whose headers the service has, and whose body is still to come. */
async function beginUpload({ url }: Serving): Promise<{ finish(): Promise<string> }> {
  const socket = open(url);
  socket.write(
    'POST /analyse HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 13\r\nExpect: 100-continue\r\n\r\n',
  );
  const [first] = await once(socket, 'data');
  expect(first).toMatch(/^HTTP\/1\.1 100 Continue/);
  return {
    async finish() {
      let answer = '';
      socket.on('data', (text) => {
        answer += text;
      });
      socket.write('warp and weft');
      await once(socket, 'close');
      return answer;
    },
  };
}

function open(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
}

async function connects({ url }: Serving): Promise<boolean> {
  const socket = open(url);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function logged(serving: Serving, text: string): Promise<void> {
  return expect.poll(() => serving.log()).toContain(text) as Promise<void>;
}
