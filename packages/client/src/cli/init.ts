import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureVenv, isPyloomError } from '../index';
import { parse, printUsage } from './command-line';
import { extendedPackage } from './init/package-json';
import { readProject } from './init/project';
import { startFiles } from './init/start-files';
import { UsageError } from './usage-error';

/** `pyloom init`: a working start in an existing project. Nothing that is there is changed, but for additions to package.json. */
export async function init(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { help: { type: 'boolean', short: 'h' } });
  if (values.help) return printUsage('init');
  if (positionals.length > 0) throw new UsageError(`'init' takes no argument '${positionals[0]}'`);
  const project = readProject(process.cwd());
  for (const { path, text, what } of startFiles(project)) {
    const isNew = writeNew(join(project.folder, path), text);
    say(isNew ? `+ ${path}: ${what}` : `= ${path} is there, and stays as it is`);
  }
  const { text, added, taken } = extendedPackage(project, ownVersion());
  if (added.length > 0) {
    writeFileSync(join(project.folder, 'package.json'), text);
    say(`+ package.json: ${added.join(', ')}`);
  }
  for (const name of taken) say(`= package.json has another script ${name}, which stays as it is`);
  const installFirst = added.some((each) => each.startsWith('the dependency'));
  say(`\nNext: ${[...(installFirst ? ['npm install'] : []), await makeVenv()].join(', and then ')}`);
  return 0;
}

/** Fills ./.venv, if there is none and a Python is here; what is to be done next then. */
async function makeVenv(): Promise<string> {
  const start = 'npm run python:start';
  if (existsSync('.venv')) {
    say('= .venv is there: the program will install in it what python/requirements.txt lists');
    return start;
  }
  try {
    await ensureVenv({
      path: '.venv',
      requirements: 'python/requirements.txt',
      onProgress: (progress) => {
        if ('command' in progress) say(`  ${progress.command.join(' ')}`);
      },
    });
    say('+ .venv: an environment of Python with what python/requirements.txt lists');
    return start;
  } catch (error) {
    if (!isPyloomError(error)) throw error;
    if (error.code === 'ERR_PYLOOM_PYTHON_NOT_FOUND') {
      say('There is no Python here yet that pyloom could take.');
      return `npx pyloom python install, and then ${start}`;
    }
    say(`.venv could not be filled, which the program will try again: ${error.message}`);
    return start;
  }
}

function writeNew(path: string, text: string): boolean {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function ownVersion(): string {
  return createRequire(import.meta.url)('../package.json').version;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
