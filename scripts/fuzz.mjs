// Fuzzes the decoder and the encoder of values (packages/core-native/fuzz) with libFuzzer, under AddressSanitizer and
// UndefinedBehaviorSanitizer; the usage below says how.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPythons } from './find-pythons.mjs';
import { run } from './lib/child.mjs';
import { fuzzingClang, runtimePython } from './lib/needs.mjs';
import { onAllCores } from './lib/on-all-cores.mjs';
import { root } from './lib/paths.mjs';
import { main, SetupError, say } from './lib/say.mjs';
import { provideSystemPackages } from './lib/system-packages.mjs';

const usage = `npm run fuzz -- [options]

  --seconds N    how long; default 60
  --keep         what it finds new goes into packages/core-native/fuzz/corpus.txt

It takes the newest Python, or $PYLOOM_PYTHON. A failure leaves the message in reports/fuzz-*.`;

const folder = join(root, 'packages/core-native');
const corpusFile = join(folder, 'fuzz/corpus.txt');
const flags = [
  '-std=c++20',
  '-O1',
  '-g',
  '-fno-omit-frame-pointer',
  '-fsanitize=fuzzer,address,undefined',
  '-fno-sanitize-recover=all',
];

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
  await provideSystemPackages([fuzzingClang, runtimePython]);
  const [python] = await findPythons({ PYLOOM_TEST_PYTHONS: process.env.PYLOOM_PYTHON, ...process.env });
  if (!python) throw new SetupError('no Python was found that pyloom can load');

  const scratch = mkdtempSync(join(tmpdir(), 'pyloom-fuzz-'));
  try {
    const target = await build(scratch);
    const fuzzing = {
      target,
      env: {
        ...process.env,
        PYLOOM_FUZZ_PYTHON: python.path,
        PYLOOM_FUZZ_LIBRARY: python.library,
        PYLOOM_FUZZ_PACKAGE: join(folder, 'python'),
        // CPython is not finalised.
        ASAN_OPTIONS: 'detect_leaks=0',
      },
    };
    const corpus = unpack(join(scratch, 'corpus'));
    say(`fuzzing for ${seconds} s with Python ${python.version}`);
    const reports = join(root, 'reports');
    mkdirSync(reports, { recursive: true });
    const limits = [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=4096'];
    const artifacts = `-artifact_prefix=${reports}/fuzz-`;
    const { code, output } = await fuzz(fuzzing, [...limits, artifacts, corpus], true);
    const [, runs = '0'] = /^Done (\d+) runs/m.exec(output) ?? [];
    say(code === 0 ? `${runs} messages, no failure` : 'failed (see above)');
    if (code === 0 && values.keep) await keep(fuzzing, corpus, join(scratch, 'merged'));
    return code === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

/**
 * @typedef {object} Fuzzing
 * @property {string} target
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @param {Fuzzing} fuzzing
 * @param {readonly string[]} args
 * @param {boolean} show
 */
function fuzz({ target, env }, args, show) {
  return run(target, args, { env, show });
}

/**
 * Everything of native/ but what speaks to Node.
 *
 * @param {string} scratch
 * @returns {Promise<string>} the executable
 */
async function build(scratch) {
  say('building the target with -fsanitize=fuzzer');
  const sources = ['fuzz', 'native']
    .flatMap((each) =>
      readdirSync(join(folder, each), { recursive: true, encoding: 'utf8' }).map((file) => join(each, file)),
    )
    .filter((file) => file.endsWith('.cc') && !file.startsWith('native/binding/'));
  const includes = ['native', 'include', '../wire/include'].map((path) => `-I${path}`);
  await onAllCores(sources, (source) =>
    runClang([...flags, ...includes, '-c', source, '-o', join(scratch, objectOf(source))]),
  );
  const target = join(scratch, 'decode');
  await runClang([
    ...flags,
    ...sources.map((source) => join(scratch, objectOf(source))),
    '-ldl',
    '-lpthread',
    '-o',
    target,
  ]);
  return target;
}

/** @param {string} source */
function objectOf(source) {
  return `${source.replaceAll('/', '_')}.o`;
}

/** @param {readonly string[]} args */
async function runClang(args) {
  const { code, output } = await run('clang++', args, { cwd: folder });
  if (code === 0) return;
  process.stderr.write(output);
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
  for (const [index, hex] of messages.entries())
    writeFileSync(join(into, `${index}`), Buffer.from(hex, 'hex'));
  return into;
}

/**
 * The fewest and shortest messages that reach what all of them do.
 *
 * @param {Fuzzing} fuzzing
 * @param {string} corpus
 * @param {string} merged
 */
async function keep(fuzzing, corpus, merged) {
  mkdirSync(merged);
  const { code, output } = await fuzz(fuzzing, ['-set_cover_merge=1', '-max_len=256', merged, corpus], false);
  if (code !== 0) throw new SetupError(`the corpus could not be merged: ${output}`);
  const messages = readdirSync(merged).map((file) => readFileSync(join(merged, file)).toString('hex'));
  messages.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  writeFileSync(corpusFile, `${messages.join('\n')}\n`);
  say(`${messages.length} messages are in ${corpusFile}`);
}
