import { delimiter, resolve } from 'node:path';
import { recommendedPython, wantedVersion } from '@pyloom/core-native';
import { ensureVenv } from '../index';
import { installPython } from '../provision/install-python';
import { packPython } from '../provision/pack-python';
import { unpackPython } from '../provision/unpack-python';
import { UsageError } from './usage-error';

/** `pyloom python install`: by uv, from where uv is set up to fetch, or from a pack. */
export async function install(
  version: string | undefined,
  { from, venv = '.venv' }: { from?: string; venv?: string },
): Promise<number> {
  if (from === undefined) {
    const installed = await installPython(checked(version), say);
    process.stdout.write(`${installed.executable}\n`);
    say(usedBy(installed.version, version));
    return 0;
  }
  if (version !== undefined) throw new UsageError('a pack has one Python: --from takes no version beside it');
  const { executable, requirements, ...installed } = await unpackPython(resolve(from), say);
  process.stdout.write(`${executable}\n`);
  if (requirements === undefined) {
    say(usedBy(installed.version, undefined));
    return 0;
  }
  // With the pack's uv, if the medium that it has come on lets it run, else with the pip that comes with Python.
  process.env.PATH = `${resolve(from)}${delimiter}${process.env.PATH}`;
  await ensureVenv({ path: venv, python: executable, requirements });
  say(`has made ${resolve(venv)} of it, with what ${requirements} lists`);
  return 0;
}

/** `pyloom python pack`: all that a machine without a network needs. */
export async function pack(
  folder: string | undefined,
  { python, requirement }: { python?: string; requirement?: string },
): Promise<number> {
  if (folder === undefined) throw new UsageError("'python pack' needs the folder that it is to write");
  await packPython(resolve(folder), checked(python), requirement && resolve(requirement), say);
  say(`has written ${resolve(folder)}; on the other machine: npx pyloom python install --from ${folder}`);
  return 0;
}

function checked(version: string = recommendedPython): string {
  if (wantedVersion(version) !== undefined) return version;
  throw new UsageError(`'${version}' is no version of Python; one is '3.13', '3.13.2' or '3.13t'`);
}

function usedBy(version: string, asked: string | undefined): string {
  const name = asked ?? version.replace(/^(\d+\.\d+).*/, '$1');
  return `has installed CPython ${version}: createPython({ python: '${name}' }) takes it`;
}

function say(text: string): void {
  process.stderr.write(`pyloom: ${text}\n`);
}
