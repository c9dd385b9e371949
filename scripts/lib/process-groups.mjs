import { constants } from 'node:os';

// Ctrl-C and SIGTERM reach only our own process group. Children in groups of their own would live on.

/** @type {Set<number>} */
const groups = new Set();
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** @param {number} pid the leader of a process group that must not outlive this process */
export function addGroup(pid) {
  if (groups.size === 0) for (const signal of signals) process.on(signal, killAll);
  groups.add(pid);
}

/** @param {number} pid */
export function removeGroup(pid) {
  groups.delete(pid);
  if (groups.size === 0) for (const signal of signals) process.off(signal, killAll);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {NodeJS.Signals} signal */
function killAll(signal) {
  for (const pid of groups) killGroup(pid, signal);
  process.exit(128 + constants.signals[signal]);
}
