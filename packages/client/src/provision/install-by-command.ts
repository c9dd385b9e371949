import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../commands/run-command';
import { PythonInstallError } from './python-install-error';

/**
 * What `npx pyloom python install` does, by that command: a program has the code for it in its package once, and loads none of it. Gives the
 * executable. Rejects with PythonInstallError.
 */
export async function installByCommand(version: string): Promise<string> {
  // Beside the library, in dist. Of `new URL('./cli.js', import.meta.url)` webpack would make a file of a bundle's, and fail at it.
  const command = join(dirname(fileURLToPath(import.meta.url)), 'cli.js');
  const [executable = ''] = await runCommand({
    purpose: `install Python ${version}`,
    arguments: [process.execPath, command, 'python', 'install', version],
    // Where the executable of this process is Electron's, it is Node.js for the child.
    env: { ELECTRON_RUN_AS_NODE: '1' },
    // What is fetched from where: whoever allows it is to see it.
    onLine: (line) => {
      if (line.startsWith('pyloom: ')) process.stderr.write(`${line}\n`);
    },
    signal: undefined,
    Failure: PythonInstallError,
  });
  return executable;
}
