// Fuzzes the decoder and the encoder of values (packages/core-native/fuzz) with libFuzzer, under AddressSanitizer and
// UndefinedBehaviorSanitizer; the usage below says how.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPythons } from './find-pythons.mjs';
import { fuzzingClang } from './lib/needs.mjs';
import { reportsFolder, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';

const usage = `npm run fuzz -- [options]

  --seconds N    how long; default 60
  --keep         what it finds new goes into packages/core-native/fuzz/corpus.txt

It takes the newest Python, or $PYLOOM_PYTHON. A failure leaves the message in reports/fuzz-*.`;

const folder = join(root, 'packages/core-native');
const corpusFile = join(folder, 'fuzz/corpus.txt');

await main(async () => {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const seconds = Number(values.seconds);
  if (values.help || !(seconds > 0)) throw new SetupError(usage);
  await provideSystemPackages([fuzzingClang]);
  const [python] = await findPythons({ PYLOOM_TEST_PYTHONS: process.env.PYLOOM_PYTHON, ...process.env });
  if (!python) throw new SetupError('no Python was found that pyloom can load');

  const scratch = mkdtempSync(join(tmpdir(), 'pyloom-fuzz-'));
  try {
    await build(scratch);
    const fuzz = run({
      env: {
        PYLOOM_FUZZ_PYTHON: python.path,
        PYLOOM_FUZZ_LIBRARY: python.library,
        PYLOOM_FUZZ_PACKAGE: join(folder, 'python'),
        // CPython is not finalised.
        ASAN_OPTIONS: 'detect_leaks=0',
      },
    });
    const target = join(scratch, 'decode');
    const corpus = unpack(join(scratch, 'corpus'));
    say(`fuzzing for ${seconds} s with Python ${python.version}`);
    mkdirSync(reportsFolder, { recursive: true });
    const limits = [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=4096'];
    const { failed, all } = await fuzz(
      target,
      [...limits, `-artifact_prefix=${reportsFolder}/fuzz-`, corpus],
      { stderr: ['pipe', 2] },
    );
    const [, runs = '0'] = /^Done (\d+) runs/m.exec(all) ?? [];
    say(failed ? 'failed (see above)' : `${runs} messages, no failure`);
    if (!failed && values.keep) {
      const merged = join(scratch, 'merged');
      mkdirSync(merged);
      // The fewest and shortest messages that reach what all of them do.
      const merge = await fuzz(target, ['-set_cover_merge=1', '-max_len=256', merged, corpus]);
      if (merge.failed) throw new SetupError(`the corpus could not be merged: ${merge.all}`);
      keep(merged);
    }
    return failed ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/** @param {string} scratch where the target goes, as `decode` */
async function build(scratch) {
  say('building the target with -fsanitize=fuzzer');
  const jobs = `-j${availableParallelism()}`;
  const { failed, all } = await run('make', ['-C', join(folder, 'fuzz'), jobs, `OUT=${scratch}`]);
  if (!failed) return;
  process.stderr.write(all);
  throw new SetupError('the target does not compile (see above).');
}

/**
 * The corpus has a message to a line, in hexadecimal, so that it stays one small file that can be read.
 *
 * @param {string} into
 */
function unpack(into) {
  mkdirSync(into);
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
