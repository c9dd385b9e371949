import { pythonFolder } from '../../src/python-modules.ts';
import { runProcess } from './run-demo.ts';

/** What `python -m survey` prints. */
export interface PlainTotals {
  readonly files: number;
  readonly skipped: number;
  readonly lines: number;
  readonly tokens: number;
  readonly functions: number;
  readonly classes: number;
  readonly depth: number;
}

/** Runs code in a Python of its own, outside Node, with the demo's modules at hand; parses the JSON that it prints. */
export async function plainPython<T>(executable: string, ...args: string[]): Promise<T> {
  const env = { ...process.env, PYTHONPATH: pythonFolder, PYTHONDONTWRITEBYTECODE: '1' };
  const { code, stdout, stderr } = await runProcess(executable, args, env);
  if (code !== 0) throw new Error(`${executable} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
