import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SurveyReport } from '../../src/survey/report.ts';

/** What a child process came to. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line: `npm run build` comes first. */
export const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Runs the demo to its end. With $PYLOOM_PYTHON of the tests, unless `env` says otherwise. */
export function runDemo(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  return runProcess(process.execPath, [cli, ...args], env);
}

/** The report of a survey that succeeds, and prints nothing else on stdout. */
export async function surveyReport(...args: string[]): Promise<SurveyReport> {
  const { code, stdout, stderr } = await runDemo(['--json', ...args]);
  if (code !== 0) throw new Error(`the demo ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Runs a program to its end. @param input what it reads from standard input */
export function runProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    // A program that reads nothing may be gone before it is written.
    child.stdin.on('error', () => {}).end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
