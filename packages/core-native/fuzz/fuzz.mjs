// Fuzzes the decoder and the encoder of values, or the rings of processes with libFuzzer, under
// AddressSanitizer and UndefinedBehaviorSanitizer; the usage below says how.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { anyPython } from '../../../scripts/find-pythons.mjs';
import { need, works } from '../../../scripts/lib/need.mjs';
import { reportsFolder, withScratch } from '../../../scripts/lib/paths.mjs';
import { mustRun, run, said } from '../../../scripts/lib/run.mjs';
import { main, SetupError, say } from '../../../scripts/lib/say.mjs';
import { provideSystemPackages } from '../../../scripts/lib/system-packages.mjs';

const usage = `npm run fuzz -- [options]

  --target NAME  decode (the default) or ring
  --seconds N    how long; default 60
  --keep         what decode finds new goes into corpus.txt

It takes a Python with sub-interpreters, or $PYLOOM_PYTHON. A failure leaves the message in reports/fuzz-*.`;

const fuzzed = 'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }';
const fuzzingClang = need('clang with libFuzzer', 'clang libclang-rt-dev', () =>
  works('clang++', ['-fsanitize=fuzzer,address', '-x', 'c++', '-', '-o', '/dev/null'], fuzzed),
);

const folder = import.meta.dirname;
const corpusFile = join(folder, 'corpus.txt');

await main(import.meta, async () => {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: 'decode' },
      seconds: { type: 'string', default: '60' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  const { target: name } = values;
  if (values.help || !(seconds > 0) || !['decode', 'ring'].includes(name)) throw new SetupError(usage);
  await provideSystemPackages([fuzzingClang]);
  const python = await anyPython();

  return withScratch('pyloom-fuzz-', async (scratch) => {
    say('building the target with -fsanitize=fuzzer');
    const target = join(scratch, name);
    const make = ['-C', folder, `-j${availableParallelism()}`, `OUT=${scratch}`, target];
    await mustRun('the target does not compile', 'make', make);
    const fuzz = run({
      env: {
        PYLOOM_FUZZ_PYTHON: python.path,
        PYLOOM_FUZZ_LIBRARY: python.library,
        PYLOOM_FUZZ_PACKAGE: join(folder, '../python'),
        // CPython is not finalised.
        ASAN_OPTIONS: 'detect_leaks=0',
      },
    });
    const corpus = unpack(join(scratch, 'corpus'), name);
    say(`fuzzing for ${seconds} s with Python ${python.version}`);
    mkdirSync(reportsFolder, { recursive: true });
    const limits = [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=4096'];
    const result = await fuzz(target, [...limits, `-artifact_prefix=${reportsFolder}/fuzz-`, corpus], {
      stderr: ['pipe', 2],
    });
    const [, runs = '0'] = /^Done (\d+) runs/m.exec(said(result)) ?? [];
    say(result.failed ? 'failed (see above)' : `${runs} messages, no failure`);
    if (result.failed) return 1;
    if (!values.keep || name !== 'decode') return 0;
    const merged = join(scratch, 'merged');
    mkdirSync(merged);
    // The fewest and shortest messages that reach what all of them do.
    const merge = await fuzz(target, ['-set_cover_merge=1', '-max_len=256', merged, corpus]);
    if (merge.failed) throw new SetupError(`the corpus could not be merged: ${said(merge)}`);
    keep(merged);
    return 0;
  });
});

/**
 * The corpus has a message to a line, in hexadecimal, so that it stays one small file that can be read.
 *
 * @param {string} into
 * @param {string} name of the target; the rings begin with none
 */
function unpack(into, name) {
  mkdirSync(into);
  if (name !== 'decode') return into;
  const messages = readFileSync(corpusFile, 'utf8').split('\n').filter(Boolean);
  for (const [i, hex] of messages.entries()) writeFileSync(join(into, `${i}`), Buffer.from(hex, 'hex'));
  return into;
}

/** @param {string} from */
function keep(from) {
  const messages = readdirSync(from).map((file) => readFileSync(join(from, file)).toString('hex'));
  messages.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  writeFileSync(corpusFile, `${messages.join('\n')}\n`);
  say(`${messages.length} messages are in ${corpusFile}`);
}
