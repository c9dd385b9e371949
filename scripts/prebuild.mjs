// Builds the addons as they are published: node scripts/prebuild.mjs [target...]
// On Linux for all Linuxes, by zig, which brings an old glibc, musl and its own C++ library; on macOS for both processors.
// They end up in prebuilt/, from where `npm run pack` takes them.
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { excessNeeds, readNeeds } from './lib/binary-needs.mjs';
import { nodeGypEnvironment } from './lib/node-headers.mjs';
import { root } from './lib/paths.mjs';
import { nativePackages, prebuildify, prebuildPath, prebuilt, targets } from './lib/prebuild-targets.mjs';
import { provideProgram } from './lib/pypi-program.mjs';
import { run } from './lib/run.mjs';
import { main, SetupError, say } from './lib/say.mjs';

/** @typedef {import('./lib/prebuild-targets.mjs').Target} Target */

await main(async () => {
  const names = process.argv.slice(2);
  for (const target of chooseTargets(names)) {
    const scratch = mkdtempSync(join(tmpdir(), 'pyloom-prebuild-'));
    try {
      const env = target.zig ? await zigEnvironment(target.zig, scratch) : {};
      for (const name of nativePackages) await prebuild(name, target, env);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
});

/**
 * @param {readonly string[]} names
 * @returns {readonly Target[]} those named, or all that this platform can build
 */
function chooseTargets(names) {
  const possible = targets.filter(({ platform }) => platform === process.platform);
  for (const name of names) {
    if (possible.some((target) => target.name === name)) continue;
    throw new SetupError(
      `no target ${name} here; there is: ${possible.map((target) => target.name).join(', ')}`,
    );
  }
  return names.length === 0 ? possible : possible.filter(({ name }) => names.includes(name));
}

/**
 * @param {string} name
 * @param {Target} target
 * @param {NodeJS.ProcessEnv} env
 */
async function prebuild(name, target, env) {
  const folder = join(root, 'packages', name);
  const path = join(prebuilt, name, prebuildPath(name, target));
  say(`building ${name} for ${target.name}`);
  rmSync(path, { force: true });
  const tags = target.libc ? ['--tag-libc', '--libc', target.libc] : [];
  // What zig builds is stripped by its linker already; the system's strip may not know the processor.
  const strip = target.zig ? [] : ['--strip'];
  const platform = ['--platform', target.platform, '--arch', target.arch];
  const [command, args] = prebuildify(name, ['--out', join(prebuilt, name), ...strip, ...platform, ...tags]);
  const { failed, all } = await run(command, args, {
    cwd: folder,
    env: {
      ...nodeGypEnvironment(),
      ...env,
      ...(target.zig ? { LDFLAGS: `${env.LDFLAGS} ${exportsOf(folder)}` } : {}),
    },
  });
  rmSync(join(folder, 'native/build'), { recursive: true, force: true });
  if (failed) {
    process.stderr.write(all);
    throw new SetupError(`${name} could not be built for ${target.name} (see above).`);
  }
  say(`  ${Math.round(statSync(path).size / 1000)} KB${await describeNeeds(path, target)}`);
}

/**
 * @param {string} folder of a package
 * @returns {string} what has the linker export no more than the addon's map says: the package's own, if it has one
 */
function exportsOf(folder) {
  const own = join(folder, 'native/exports.map');
  return `-Wl,--version-script=${existsSync(own) ? own : join(root, 'scripts/prebuild/exports.map')}`;
}

/**
 * @param {string} path
 * @param {Target} target
 * @throws {SetupError} if the binary would not load on the oldest system that it is for
 */
async function describeNeeds(path, { libc }) {
  if (!libc) return '';
  const needs = await readNeeds(path);
  const excess = excessNeeds(needs, libc);
  if (excess.length > 0) {
    throw new SetupError(`${path} needs more than the oldest ${libc} has: ${excess.join(', ')}`);
  }
  return `, needs ${[...needs.libraries, ...needs.versions].join(' ')}`;
}

/**
 * @param {string} target zig's name
 * @param {string} scratch
 * @returns {Promise<NodeJS.ProcessEnv>} in which node-gyp compiles and links with zig
 */
async function zigEnvironment(target, scratch) {
  // With the C libraries of all its targets: some 100 MB.
  const zig = process.env.ZIG ?? (await provideProgram('ziglang', '0.17.1', 'ziglang/zig'));
  const cc = [zig, 'cc', '-target', target];
  const noDemangler = join(scratch, 'no_demangler.o');
  const source = join(root, 'scripts/prebuild/no_demangler.c');
  const { failed, all } = await run(zig, [...cc.slice(1), '-O2', '-fPIC', '-c', source, '-o', noDemangler]);
  if (failed) throw new SetupError(`zig cannot compile for ${target}:\n${all}`);
  return {
    CC: cc.join(' '),
    CXX: [zig, 'c++', '-target', target].join(' '),
    AR: `${zig} ar`,
    CXXFLAGS: '-ffunction-sections -fdata-sections',
    LDFLAGS: [noDemangler, '-Wl,--strip-all', '-Wl,--gc-sections'].join(' '),
  };
}
