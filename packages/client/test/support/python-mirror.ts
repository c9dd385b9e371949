import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** What the mirror has: one build of CPython. */
export interface PythonMirror {
  /** '3.13', '3.13t'. */
  readonly version: string;
  readonly env: { readonly UV_PYTHON_INSTALL_MIRROR: string; readonly UV_PYTHON_DOWNLOADS_JSON_URL: string };
}

/**
 * A mirror of uv's builds of Python in a folder, with one in it: the Python that is given, without what tests need not have, and
 * moved as those builds are.
 */
export function makePythonMirror(python: string, folder: string): PythonMirror {
  const version = execFileSync(python, ['-c', script, folder], { encoding: 'utf8' }).trim();
  const env = {
    UV_PYTHON_INSTALL_MIRROR: pathToFileURL(folder).href,
    UV_PYTHON_DOWNLOADS_JSON_URL: `${folder}/downloads.json`,
  };
  return { version, env };
}

const script = `
import hashlib, json, os, platform, sys, sysconfig, tarfile
folder = sys.argv[1]
t = "t" if "t" in sys.abiflags else ""
short = "%d.%d" % sys.version_info[:2]
full = "%d.%d.%d" % sys.version_info[:3]
machine = platform.machine()
release = os.path.join(folder, "20990101")
os.makedirs(release)
variant = "-freethreaded" if t else ""
name = f"cpython-{full}+20990101-{machine}-unknown-linux-gnu{variant}-install_only_stripped.tar.gz"
left = {"test", "idlelib", "tkinter", "turtledemo", "lib2to3", "site-packages", "dist-packages", "__pycache__"}
def needed(info):
    parts = info.name.split("/")
    return None if left.intersection(parts) or parts[-1].startswith("config-") else info
def link(archive, name, target):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    archive.addfile(info)
stdlib = sysconfig.get_path("stdlib")
with tarfile.open(os.path.join(release, name), "w:gz", compresslevel=1) as archive:
    archive.add(os.path.realpath(sys.executable), f"python/bin/python{short}{t}")
    for alias in ["python", "python3"]:
        link(archive, f"python/bin/{alias}", f"python{short}{t}")
    archive.add(stdlib, f"python/lib/{os.path.basename(stdlib)}", filter=needed)
    library = sysconfig.get_config_var("INSTSONAME") or ""
    if os.path.isfile(os.path.join(sys.base_prefix, "lib", library)):
        archive.add(os.path.join(sys.base_prefix, "lib", library), f"python/lib/{library}")
with open(os.path.join(release, name), "rb") as archive:
    sha256 = hashlib.sha256(archive.read()).hexdigest()
build = {
    "name": "cpython", "arch": {"family": machine, "variant": None}, "os": "linux", "libc": "gnu",
    "major": sys.version_info[0], "minor": sys.version_info[1], "patch": sys.version_info[2], "prerelease": "",
    "url": "https://github.com/astral-sh/python-build-standalone/releases/download/20990101/" + name.replace("+", "%2B"),
    "sha256": sha256, "variant": "freethreaded" if t else None,
}
key = f"cpython-{full}{'+freethreaded' if t else ''}-linux-{machine}-gnu"
with open(os.path.join(folder, "downloads.json"), "w") as downloads:
    json.dump({key: build}, downloads)
print(short + t)
`;
