/** @import { Need } from './types.ts' */
import { spawnSync } from 'node:child_process';

/** @param {string} what @param {string} packages of Debian @param {Need['isThere']} isThere @returns {Need} */
export function need(what, packages, isThere) {
  return { what, packages: packages.split(' '), isThere };
}

/** Whether a program is there and does what it is told. @param {string} command @param {readonly string[]} args */
export function works(command, args, input = '') {
  return spawnSync(command, args, { input, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}
