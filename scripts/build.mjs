// npm run build [package...]: builds what has changed.
import { run, said } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

/**
 * @param {readonly string[]} [packages] what to build, with all that it needs; default: everything
 * @param {boolean} [force] anew, whatever is in the cache
 */
export async function build(packages = [], force = false) {
  const filters = packages.map((name) => `--filter=@pyloom/${name}...`);
  const how = ['--output-logs=new-only', '--concurrency=2', '--ui=stream', ...(force ? ['--force'] : [])];
  const turbo = run('turbo', ['run', 'build', 'build:native', ...filters, ...how]);
  for await (const line of turbo.iterable({ from: 'all' })) {
    const [, name, task] = /^@pyloom\/([\w-]+):(build[\w:]*): cache (?:miss|bypass)/.exec(line) ?? [];
    if (name) say(`building ${name}${task === 'build:native' ? ' (native)' : ''}`);
  }
  const result = await turbo;
  if (result.failed) throw new SetupError(`the build failed:\n${said(result)}`);
}

await main(import.meta, () => build(process.argv.slice(2)));
