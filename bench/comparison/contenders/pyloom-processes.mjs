import { open as openWith } from './pyloom.mjs';

/** @type {import('../contender').OpenContender} */
export const open = (options) => openWith({ ...options, mode: 'process' });
