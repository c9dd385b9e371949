import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InstalledPython } from './install-python';
import { type PackManifest, readManifest, requirementsFile, uvFile } from './pack-manifest';
import type { Say } from './provide-uv';
import { Uv } from './uv';

/** What installing from a pack has to go on with. */
export interface UnpackedPython extends InstalledPython {
  /** To be installed in an environment, from the pack's wheels alone. */
  readonly requirements: string | undefined;
}

/** Installs the Python of a pack, without a network. */
export async function unpackPython(folder: string, say: Say): Promise<UnpackedPython> {
  const manifest = readManifest(folder);
  const scratch = mkdtempSync(join(tmpdir(), 'pyloom-pack-'));
  try {
    // The medium that the pack has come on may know nothing of executables.
    const executable = join(scratch, uvFile);
    copyFileSync(join(folder, uvFile), executable);
    chmodSync(executable, 0o755);
    const downloads = join(scratch, 'downloads.json');
    writeFileSync(downloads, JSON.stringify(downloadsOf(manifest, folder)));
    const uv = new Uv(executable, { UV_PYTHON_DOWNLOADS_JSON_URL: downloads, UV_PYTHON_INSTALL_MIRROR: '' });
    const { version, build } = manifest;
    say(`has uv install CPython ${version} from ${folder} into ${await uv.installFolder()}`);
    const wanted = `${version}${build.variant === 'freethreaded' ? 't' : ''}`;
    await uv.install(wanted, say);
    const requirements = join(folder, requirementsFile);
    return {
      executable: await uv.find(wanted),
      version,
      requirements: existsSync(requirements) ? requirements : undefined,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** As uv wants to be told which builds there are: this one. */
function downloadsOf({ version, archive, sha256, build }: PackManifest, folder: string): object {
  const { key, os, arch, libc, variant } = build;
  const [, major, minor, patch, prerelease] = /^(\d+)\.(\d+)\.(\d+)(.*)$/.exec(version) ?? [];
  return {
    [key]: {
      name: 'cpython',
      arch: { family: arch, variant: null },
      os,
      libc,
      major: Number(major),
      minor: Number(minor),
      patch: Number(patch),
      prerelease,
      url: pathToFileURL(join(folder, archive)).href,
      sha256,
      variant: variant === 'default' ? null : variant,
    },
  };
}
