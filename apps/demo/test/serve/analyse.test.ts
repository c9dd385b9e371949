import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startService, type TestService } from './support/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const source = 'class Loom:\n    def weave(self):\n        if self:\n            return 1\n';
const sourceFindings = {
  kind: 'source',
  lines: 4,
  functions: 1,
  classes: 1,
  deepest: { depth: 3, line: 3, name: 'Loom.weave' },
};

describe('POST /analyse', () => {
  it('takes source as it is', async () => {
    const { status, body } = await post(source, 'text/x-python');
    expect(status).toBe(200);
    expect(body).toEqual({
      mode: service.python.executionMode,
      python: service.python.version,
      files: [{ name: 'source.py', bytes: source.length, tokens: expect.any(Number), ...sourceFindings }],
    });
  });

  it('takes text as it is, and counts words and characters as readers do', async () => {
    const { status, body } = await post('Der Weber webt. Das Tuch wächst!\nWeber: 👩🏽‍🚀\n', 'text/plain');
    expect(status).toBe(200);
    expect(body.files).toEqual([
      {
        name: 'text.txt',
        kind: 'text',
        lines: 2,
        characters: 42,
        words: 7,
        differentWords: 6,
        sentences: 3,
        minutesToRead: 0,
        frequent: expect.arrayContaining([{ word: 'weber', times: 2 }]),
      },
    ]);
  });

  it('takes text in another encoding that the request names', async () => {
    const { body } = await post(Buffer.from('Gewebe für Fäden', 'latin1'), 'text/plain; charset=ISO-8859-1');
    expect(body.files[0]?.frequent).toContainEqual({ word: 'fäden', times: 1 });
  });

  it('takes source in the encoding that it names itself', async () => {
    const { status, body } = await post(
      Buffer.from('# coding: latin-1\nname = "\xe9"\n', 'latin1'),
      'text/x-python',
    );
    expect(status).toBe(200);
    expect(body.files[0]?.lines).toBe(2);
  });

  it('takes several files as JSON, and knows source by its name', async () => {
    const files = [
      { name: 'loom.py', content: source },
      { name: 'notes.md', content: 'warp and weft' },
    ];
    const { status, body } = await post(JSON.stringify({ files }), 'application/json');
    expect(status).toBe(200);
    expect(body.files).toMatchObject([
      { name: 'loom.py', ...sourceFindings },
      { name: 'notes.md', kind: 'text', words: 3 },
    ]);
  });

  it('takes several files as a form', async () => {
    const form = new FormData();
    form.append('files', new Blob([source]), 'loom.py');
    form.append('files', new Blob(['warp and weft']), 'notes.txt');
    const response = await fetch(`${service.url}/analyse`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    const { files } = (await response.json()) as Analysis;
    expect(files).toMatchObject([
      { name: 'loom.py', ...sourceFindings },
      { name: 'notes.txt', kind: 'text', words: 3 },
    ]);
  });

  it('says beside the others which file it could not parse', async () => {
    const files = [
      { name: 'good.py', content: source },
      { name: 'bad.py', content: 'print "hello"\n' },
    ];
    const { status, body } = await post(JSON.stringify({ files }), 'application/json');
    expect(status).toBe(200);
    expect(body.files).toMatchObject([
      { name: 'good.py', ...sourceFindings },
      { name: 'bad.py', skipped: expect.stringMatching(/^SyntaxError: .*bad\.py/) },
    ]);
  });

  it('counts long texts in portions, as a whole', async () => {
    const line = 'one two three\n';
    const long = `${line.repeat(3000)}${'x'.repeat(20_000)}`;
    const { body } = await post(long, 'text/plain');
    expect(body.files[0]).toMatchObject({ lines: 3001, characters: long.length, words: 9010 });
    expect(body.files[0]?.frequent[0]).toEqual({ word: 'one', times: 3000 });
  });

  it('splits text outside the thread that serves everybody', async () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    const { body } = await post('Warp and weft.\n'.repeat(1000), 'text/plain');
    expect(body.files[0]).toMatchObject({ words: 3000, sentences: 1000 });
    expect(segment).not.toHaveBeenCalled();
    segment.mockRestore();
  });

  it('adds up in the shared state what it has done', async () => {
    const { state } = service.python;
    const before = Number(state.get('lines') ?? 0);
    await Promise.all(Array.from({ length: 3 }, () => post(source, 'text/x-python')));
    expect(Number(state.get('lines')) - before).toBe(12);
  });

  it('runs nothing of what it is sent', async () => {
    const trap = 'import pyloom\npyloom.state_set("trap", "sprung")\n';
    expect((await post(trap, 'text/x-python')).status).toBe(200);
    expect(service.python.state.has('trap')).toBe(false);
  });
});

interface Analysis {
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what the tests look at
  readonly files: any[];
}

async function post(body: string | Buffer<ArrayBuffer>, type: string) {
  const response = await fetch(`${service.url}/analyse`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: response.status, body: (await response.json()) as Analysis };
}
