import { execFileSync } from 'node:child_process';

/**
 * Makes a folder of wheels and has pip and uv look nowhere else, so that a test of them needs no network.
 * @param wheels by name and version, the source of their only module
 */
export function makeWheels(
  python: string,
  folder: string,
  wheels: readonly [string, string, string][],
): void {
  execFileSync(python, ['-c', script, folder, JSON.stringify(wheels)]);
  // uv knows no variable for --no-index; offline it finds local wheels only.
  process.env.PIP_NO_INDEX = process.env.UV_OFFLINE = '1';
  process.env.PIP_FIND_LINKS = process.env.UV_FIND_LINKS = folder;
}

const script = `
import json, sys, os, zipfile
folder, wheels = sys.argv[1], json.loads(sys.argv[2])
os.makedirs(folder, exist_ok=True)
for name, version, source in wheels:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(os.path.join(folder, f"{name}-{version}-py3-none-any.whl"), "w") as wheel:
        wheel.writestr(f"{name}.py", source)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
`;
