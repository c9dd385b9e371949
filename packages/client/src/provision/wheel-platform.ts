/** The machine that a wheel is to run on. */
export interface WheelPlatform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The second number of glibc's version: 36 for 2.36. Undefined where the C library is another one. */
  readonly glibcMinor: number | undefined;
}

export function thisPlatform(): WheelPlatform {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const [, minor] = /^2\.(\d+)/.exec(header?.glibcVersionRuntime ?? '') ?? [];
  const { platform, arch } = process;
  return { platform, arch, glibcMinor: minor === undefined ? undefined : Number(minor) };
}

const unixNames: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  arm: 'armv7l',
  ia32: 'i686',
  ppc64: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
};

/** Whether a wheel of a program, `uv-0.13.9-py3-none-win_amd64.whl`, runs there: by the platforms in its name. */
export function runsOn(fileName: string, { platform, arch, glibcMinor }: WheelPlatform): boolean {
  const tags =
    fileName
      .replace(/\.whl$/, '')
      .split('-')
      .at(-1)
      ?.split('.') ?? [];
  return tags.some((tag) => {
    if (platform === 'win32') {
      return tag === { x64: 'win_amd64', arm64: 'win_arm64', ia32: 'win32' }[arch];
    }
    if (platform === 'darwin') {
      return tag.startsWith('macosx_') && tag.endsWith(arch === 'arm64' ? '_arm64' : '_x86_64');
    }
    const [, kind, minor, machine] = /^(manylinux|musllinux)_\d+_(\d+)_(.*)$/.exec(tag) ?? [];
    if (platform !== 'linux' || machine !== unixNames[arch]) return false;
    return glibcMinor === undefined
      ? kind === 'musllinux'
      : kind === 'manylinux' && Number(minor) <= glibcMinor;
  });
}
