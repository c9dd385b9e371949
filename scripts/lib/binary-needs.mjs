import { oldestGlibc } from './prebuild-targets.mjs';
import { run } from './run.mjs';
import { SetupError } from './say.mjs';

/**
 * What a shared library of Linux asks of the machine that it is loaded on.
 *
 * @typedef {object} Needs
 * @property {string[]} libraries 'libc.so.6'
 * @property {string[]} versions 'GLIBC_2.28'
 */

/** @type {Record<string, string>} The newest version of each library's symbols that a binary for glibc may need. */
const newest = { GLIBC: oldestGlibc };

/** What is part of every glibc, under the names that it had in 2.28. */
const partsOfGlibc = /^(libc|libm|libdl|libpthread|librt)\.so\.\d$|^ld-linux-.*\.so\.\d$/;

/**
 * @param {string} path
 * @returns {Promise<Needs>}
 */
export async function readNeeds(path) {
  const { failed, all } = await run('readelf', ['--wide', '--dynamic', '--version-info', path]);
  if (failed) throw new SetupError(`readelf (of binutils) cannot read ${path}:\n${all}`);
  const matches = (/** @type {RegExp} */ pattern) => [
    ...new Set([...all.matchAll(pattern)].map(([, name = '']) => name)),
  ];
  return {
    libraries: matches(/\(NEEDED\).*\[(.+)\]/g),
    versions: matches(/Name: (\S+)\s+Flags/g).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  };
}

/**
 * @param {Needs} needs
 * @param {'glibc' | 'musl'} libc
 * @returns {string[]} what such a machine may not have
 */
export function excessNeeds({ libraries, versions }, libc) {
  if (libc === 'musl') return [...libraries.filter((name) => name !== 'libc.so'), ...versions];
  return [
    ...libraries.filter((name) => !partsOfGlibc.test(name)),
    ...versions.filter((name) => {
      const [library = '', version = ''] = name.split('_');
      return (
        !(library in newest) || version.localeCompare(newest[library] ?? '', 'en', { numeric: true }) > 0
      );
    }),
  ];
}
