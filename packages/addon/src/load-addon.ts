import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Loads the addon of the package in `folder`, whose name is `@pyloom/<name>`.
 *
 * The binary that the package brings for this platform is loaded as it is. Everything else is left to node-gyp-build, which
 * knows all places where an addon may lie, but takes 6 ms of the client's start-up (`npm run bench -- --only start-up`).
 *
 * Required, not imported: an ES import of a CommonJS module brings in node's parser of those, at 3 ms. And required, not
 * dlopened: an ESM and a CommonJS copy of the package in one thread share the addon.
 *
 * @throws what dlopen says of the file; that there is none for this platform; or that the package was bundled; and what to do.
 */
export function loadAddon(folder: string, name: string): unknown {
  const require = createRequire(join(folder, 'package.json'));
  const brought = prebuilt(folder, name);
  if (existsSync(brought) && !mayLieElsewhere(folder, name)) return require(brought);
  refuseBundled(folder, name);
  const nodeGypBuild = require('node-gyp-build');
  try {
    return nodeGypBuild(folder);
  } catch (cause) {
    if (!/^No native build was found/.test((cause as Error).message)) throw cause;
    throw new Error(
      `@pyloom/${name} brings no binary for ${process.platform}-${process.arch}. Compile the packages for it in a clone of pyloom's repository, by "npm run pack", and install those.`,
      { cause },
    );
  }
}

/** A bundler takes a package's code to another folder, and leaves behind its binary, and Python's files. */
function refuseBundled(folder: string, name: string): void {
  if (nameOfPackage(folder) === `@pyloom/${name}`) return;
  throw new Error(
    `@pyloom/${name} was bundled: its binary is not in ${folder}, where the bundle looks for it. Leave the packages of @pyloom out of the bundle, and installed beside it: for esbuild by packages: 'external', for webpack by externals: [/^@pyloom\\//], for Next.js by serverExternalPackages: ['@pyloom/client'].`,
  );
}

function nameOfPackage(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  } catch {
    return undefined; // Where a bundle lies there need not be any.
  }
}

function prebuilt(folder: string, name: string): string {
  const { platform, arch } = process;
  return join(folder, 'prebuilds', `${platform}-${arch}`, `@pyloom+${name}${libc(platform)}.node`);
}

function libc(platform: NodeJS.Platform): string {
  if (platform !== 'linux') return '';
  return existsSync('/etc/alpine-release') ? '.musl' : '.glibc';
}

/** A build of one's own wins over the binary that the package brings, and so do the variables that node-gyp-build heeds. */
function mayLieElsewhere(folder: string, name: string): boolean {
  const own = `@PYLOOM/${name.toUpperCase().replaceAll('-', '_')}_PREBUILD`;
  const heeded = [own, 'LIBC', 'npm_config_arch', 'npm_config_platform'];
  return heeded.some((variable) => process.env[variable]) || existsSync(join(folder, 'build'));
}
