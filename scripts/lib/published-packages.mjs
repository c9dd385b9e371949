import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

/** The packages of the registry, each after those that it depends on. */
export const publishedPackages = ['semaphore', 'state', 'redis', 'core-native', 'executor', 'client'];

/** The folder that they are packed into. */
export const tarballs = join(root, 'tarballs');

/** The path of the tarball of a package ('client') in a folder. @param {string} name */
export function findTarball(name, folder = tarballs) {
  const pattern = new RegExp(`^pyloom-${name}-\\d.*\\.tgz$`);
  const [file, ...others] = readdirSync(folder).filter((entry) => pattern.test(entry));
  if (file && others.length === 0) return join(folder, file);
  throw new SetupError(`there should be one tarball of ${name} in ${folder}; run: npm run pack`);
}
