import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { python } from './python';

/** How fixtures/extensions/kinds.c initialises a module. */
export type ExtensionKind = 'SINGLE_PHASE' | 'RAISES' | 'WITHOUT_SLOT' | 'OWN_GIL' | 'FAILS_IN_LANES';

const source = join(import.meta.dirname, '../fixtures/extensions/kinds.c');

/** Compiles extension modules for the Python of this run into a folder; false where there is no compiler or no header. */
export function buildExtensions(folder: string, modules: Readonly<Record<string, ExtensionKind>>): boolean {
  const question = 'import sysconfig as s; print(s.get_path("include"), s.get_config_var("EXT_SUFFIX"))';
  const [include, suffix] = execFileSync(python.executable, ['-c', question], { encoding: 'utf8' })
    .trim()
    .split(' ');
  try {
    for (const [name, kind] of Object.entries(modules)) {
      const options = ['-shared', '-fPIC', `-I${include}`, `-DNAME=${name}`, `-DKIND=${kind}`];
      execFileSync('cc', [...options, source, '-o', join(folder, `${name}${suffix}`)], { stdio: 'pipe' });
    }
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    return false;
  }
}
