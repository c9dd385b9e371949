// npm run build [package...]: builds what has changed.
import { pathToFileURL } from 'node:url';
import { run } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

/**
 * @param {readonly string[]} [packages] what to build, with all that it needs; default: everything
 * @param {{ force?: boolean }} [options] anew, whatever is in the cache
 * @throws {SetupError} if it fails; why is on stderr
 */
export async function build(packages = [], { force = false } = {}) {
  const filters = packages.map((name) => `--filter=@pyloom/${name}`);
  const how = ['--output-logs=new-only', '--concurrency=2', '--ui=stream', ...(force ? ['--force'] : [])];
  const turbo = run('turbo', ['run', 'build', ...filters, ...how]);
  for await (const line of turbo.iterable({ from: 'all' })) {
    const [, name, task] = /^@pyloom\/([\w-]+):(build[\w:]*): cache (?:miss|bypass)/.exec(line) ?? [];
    if (name) say(`building ${name}${task === 'build:native' ? ' (native)' : ''}`);
  }
  const { failed, all } = await turbo;
  if (!failed) return;
  process.stderr.write(all);
  throw new SetupError('the build failed (see above).');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(() => build(process.argv.slice(2)));
}
