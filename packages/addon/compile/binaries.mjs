// Builds the addons as they are published: npm run binaries [target...]
// On Linux for all Linuxes, by zig, which brings an old glibc, musl and its own C++ library; on macOS for both processors.
// They end up in prebuilt/, from where `npm run pack` takes them.
/** @import { Target } from './targets.mjs' */
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root, withScratch } from '../../../scripts/lib/paths.mjs';
import { provideProgram } from '../../../scripts/lib/pypi-program.mjs';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { main, SetupError, say } from '../../../scripts/lib/say.mjs';
import { nodeGypEnvironment } from './node-headers.mjs';
import { nativePackages, prebuildify, prebuildPath, prebuilt, targets } from './targets.mjs';

await main(import.meta, async () => {
  const names = process.argv.slice(2);
  const possible = targets.filter(({ platform }) => platform === process.platform);
  const known = possible.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown) throw new SetupError(`no target ${unknown} here; there is: ${known.join(', ')}`);
  for (const target of possible.filter(({ name }) => names.length === 0 || names.includes(name))) {
    await withScratch('pyloom-prebuild-', async (scratch) => {
      const env = target.zig ? await zigEnvironment(target.zig, scratch) : {};
      for (const name of nativePackages) await prebuild(name, target, env);
    });
  }
});

/** @param {string} name @param {Target} target @param {NodeJS.ProcessEnv} env */
async function prebuild(name, target, env) {
  const cwd = join(root, 'packages', name);
  const path = join(prebuilt, name, prebuildPath(name, target));
  say(`building ${name} for ${target.name}`);
  rmSync(path, { force: true });
  const [command, args] = prebuildify(name, [
    ...['--out', join(prebuilt, name), '--platform', target.platform, '--arch', target.arch],
    ...(target.libc ? ['--tag-libc', '--libc', target.libc] : []),
    // What zig builds is stripped by its linker already; the system's strip may not know the processor.
    ...(target.zig ? [] : ['--strip']),
  ]);
  const flags = target.zig ? { LDFLAGS: `${env.LDFLAGS} ${exportsOf(cwd)}` } : {};
  try {
    const options = { cwd, env: { ...nodeGypEnvironment(), ...env, ...flags } };
    await mustRun(`${name} could not be built for ${target.name}`, command, args, options);
  } finally {
    rmSync(join(cwd, 'native/build'), { recursive: true, force: true });
  }
  say(`  ${Math.round(statSync(path).size / 1000)} KB`);
}

/** What has the linker export no more than the addon's map says: the package's own, if it has one. @param {string} folder */
function exportsOf(folder) {
  const own = join(folder, 'native/exports.map');
  return `-Wl,--version-script=${existsSync(own) ? own : join(import.meta.dirname, 'exports.map')}`;
}

/**
 * The environment in which node-gyp compiles and links with zig. Its target names the oldest C library that the binary may meet,
 * and zig links with no symbol that came later.
 *
 * @param {string} target zig's name
 * @param {string} scratch
 */
async function zigEnvironment(target, scratch) {
  // With the C libraries of all its targets: some 100 MB.
  const zig = process.env.ZIG ?? (await provideProgram('ziglang', '0.17.1', 'ziglang/zig'));
  const noDemangler = join(scratch, 'no_demangler.o');
  const compile = [
    'cc',
    '-target',
    target,
    '-O2',
    '-fPIC',
    '-c',
    join(import.meta.dirname, 'no_demangler.c'),
  ];
  await mustRun(`zig cannot compile for ${target}`, zig, [...compile, '-o', noDemangler]);
  return {
    CC: `${zig} cc -target ${target}`,
    CXX: `${zig} c++ -target ${target}`,
    AR: `${zig} ar`,
    // A tenth smaller.
    CFLAGS: '-flto',
    CXXFLAGS: '-flto',
    // Of what is compiled for size. zig makes -Os of -Oz, if the compiler behind it is not told by itself.
    GYP_DEFINES: "size_flags='-Os -Xclang -Oz'",
    // A process that runs Python loads the addon without Node, whose functions it never calls: zig would have them all found at once.
    LDFLAGS: `-flto ${noDemangler} -Wl,--strip-all -Wl,-z,lazy`,
  };
}
