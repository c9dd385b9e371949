// Compares the codec with msgpackr, which reports no paths and loses more: `pnpm bench`.
import { Packr } from 'msgpackr';
import { build } from 'tsup';
import { makeDocument } from './document.mjs';

await build({ silent: true });
const { WireDecoder, WireEncoder } = await import('../dist/index.js');

const encoder = new WireEncoder();
const decoder = new WireDecoder();
const packr = new Packr({ useRecords: false });
const root = () => 'value';

function encode(value) {
  encoder.position = 0;
  encoder.encode(value, root);
  return encoder.position;
}

/** The median of several rounds, in microseconds for one turn. */
function measure(task) {
  let turns = 1;
  while (elapsed(task, turns) < 20_000) turns *= 2;
  const rounds = Array.from({ length: 7 }, () => elapsed(task, turns) / turns);
  return rounds.sort((a, b) => a - b)[3];
}

function elapsed(task, turns) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < turns; i++) task();
  return Number(process.hrtime.bigint() - start) / 1000;
}

const cases = {
  'a small integer': 7,
  'a float': 0.5,
  true: true,
  'text of 8': 'abcdefgh',
  'text of 1 KB, ASCII': 'abcdefgh'.repeat(128),
  'text of 1 KB, Chinese': '中文字符测试数据'.repeat(128),
  'document of 2 KB': makeDocument(),
  '16 numbers': Array.from({ length: 16 }, (_, i) => i),
  '32 numbers': Array.from({ length: 32 }, (_, i) => i),
  '100 000 integers': Array.from({ length: 100_000 }, (_, i) => i),
  '100 000 floats': Array.from({ length: 100_000 }, (_, i) => i + 0.5),
};

console.log('microseconds, wire : msgpackr (ratio)');
for (const [name, value] of Object.entries(cases)) {
  const size = encode(value);
  const bytes = encoder.bytes.slice(0, size);
  const packed = packr.pack(value);
  report(
    `${name}: encode`,
    measure(() => encode(value)),
    measure(() => packr.pack(value)),
  );
  report(
    `${name}: decode`,
    measure(() => decoder.decode(bytes, 0, size, root)),
    measure(() => packr.unpack(packed)),
  );
}

function report(name, ours, theirs) {
  console.log(
    `${name.padEnd(40)} ${ours.toFixed(3).padStart(10)} : ${theirs.toFixed(3).padStart(10)}  (${(theirs / ours).toFixed(2)})`,
  );
}
