// Values there and back, beside what copying them, MessagePack alone and JSON alone cost.
import { view } from '@pyloom/client';
import { Packr } from 'msgpackr';
import { makeDocument } from '../../packages/wire/bench/document.mjs';
import { interleave, perAwait, perCall } from '../lib/measure.mjs';

export const title = 'Values';

const megabytes = 8 * 1024 * 1024;

export async function run({ py }) {
  await py.defineModule(
    'bench_values',
    `import json
def echo(value):
    return value
def through_json(text):
    return json.dumps(json.loads(text))
`,
  );
  const echo = py.func('bench_values', 'echo');
  const throughJson = py.func('bench_values', 'through_json');

  return [
    ...(await documents(echo, throughJson)),
    ...(await numbers(echo)),
    ...(await bytes(echo)),
    ...(await texts(echo)),
  ];
}

async function documents(echo, throughJson) {
  const document = makeDocument();
  const packr = new Packr({ useRecords: false });
  const { pack, json, jsonSync, sync, async } = await interleave({
    pack: perCall(() => packr.unpack(packr.pack(document)), 5000),
    json: perCall(() => JSON.parse(JSON.stringify(document)), 5000),
    jsonSync: perCall(() => JSON.parse(throughJson.sync(JSON.stringify(document))), 2000),
    sync: perCall(() => echo.sync(document), 5000),
    async: perAwait(() => echo(document), 2000),
  });
  return [
    { item: 'a document of 2 KB: msgpackr to bytes and back, in JavaScript alone', ...us(pack) },
    { item: '… JSON to text and back, in JavaScript alone', ...us(json) },
    { item: '… as JSON text to Python and back, `.sync`', ...us(jsonSync) },
    {
      item: '… to Python and back, `.sync`',
      ...us(sync),
      raw: over(sync, pack, 'msgpackr'),
      aim: '45 µs',
    },
    {
      item: '… to Python and back, awaited',
      ...us(async),
      raw: over(async, pack, 'msgpackr'),
      aim: '60 µs',
    },
  ];
}

async function numbers(echo) {
  const floats = Array.from({ length: 100_000 }, (_, i) => i + 0.5);
  const { copy, sync, async } = await interleave({
    copy: perCall(() => Array.from(new Float64Array(floats)), 5),
    sync: perCall(() => echo.sync(floats), 5),
    async: perAwait(() => echo(floats), 5),
  });
  return [
    { item: 'Array of 100 000 floats: to a Float64Array and back, in JavaScript alone', ...ms(copy) },
    { item: '… to Python and back, `.sync`', ...ms(sync), raw: over(sync, copy, 'that') },
    {
      item: '… to Python and back, awaited',
      ...ms(async),
      raw: over(async, copy, 'that'),
      aim: '10 ms',
    },
  ];
}

async function bytes(echo) {
  const buffer = Buffer.alloc(megabytes, 1);
  const target = Buffer.alloc(megabytes, 2);
  const floats = new Float64Array(megabytes / 8).fill(0.5);
  const { fresh, warm, copied, shown, awaited, viewed } = await interleave({
    fresh: perCall(() => Buffer.from(buffer), 10),
    warm: perCall(() => buffer.copy(target), 10),
    copied: perAwait(() => echo(buffer), 10),
    shown: perCall(() => echo.sync(floats), 500),
    viewed: perAwait(() => echo(view(buffer)), 500),
    awaited: perAwait(() => echo(floats), 500),
  });
  return [
    { item: '8 MB: a copy into new memory', ...ms(fresh) },
    { item: '… a copy into memory that is in use', ...ms(warm) },
    {
      item: '… a Buffer to Python, where it is `bytes`, and back, awaited',
      ...ms(copied),
      raw: over(copied, fresh, 'one new copy'),
      aim: '2.7 ms',
    },
    { item: '… a Float64Array, by reference, `.sync`', ...us(shown), aim: '20 µs' },
    { item: '… a Buffer by reference, as `view(buffer)`, awaited', ...us(viewed), aim: '20 µs' },
    { item: '… a Float64Array, by reference, awaited', ...us(awaited), aim: '20 µs' },
  ];
}

async function texts(echo) {
  const latin = 'abcdefgh'.repeat(128);
  const chinese = '中文字符测试数据'.repeat(128);
  const { copy, latinSync, chineseSync } = await interleave({
    copy: perCall(() => Buffer.from(latin).latin1Slice(), 50_000),
    latinSync: perCall(() => echo.sync(latin), 50_000),
    chineseSync: perCall(() => echo.sync(chinese), 50_000),
  });
  return [
    { item: 'a text of 1024 Latin characters: to bytes and back, in JavaScript alone', ...us(copy) },
    {
      item: '… to Python and back, `.sync`',
      ...us(latinSync),
      raw: over(latinSync, copy, 'that'),
      aim: '1.0 µs',
    },
    {
      item: 'a text of 1024 Chinese characters, to Python and back, `.sync`',
      ...us(chineseSync),
      aim: '1.5 µs',
    },
  ];
}

const us = ({ median }) => ({ value: median / 1000, unit: 'µs' });
const ms = ({ median }) => ({ value: median / 1e6, unit: 'ms' });
const over = (figure, raw, name) => `${(figure.median / raw.median).toFixed(1)} × ${name}`;
