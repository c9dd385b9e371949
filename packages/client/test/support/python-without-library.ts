import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The facts of where a shared library may lie: this one has none. */
const lies = ['INSTSONAME', 'LIBDIR', 'LIBPL', 'basePrefix'].map(
  (name) => `s#"${name}": "[^"]*"#"${name}": "/nowhere/lib.a"#`,
);

/** An executable that runs that Python and says that it is a static one, as many are. */
export function pythonWithoutLibrary(executable: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyloom-static-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'python3');
  const answer = ['s#"mappedLibrary": "[^"]*"#"mappedLibrary": null#', ...lies].join(';');
  const script = `#!/bin/sh
case "$*" in
  *mapped_library*) '${executable}' "$@" | sed 's#"executable": "[^"]*"#"executable": "${path}"#;${answer}' ;;
  *) exec '${executable}' "$@" ;;
esac
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}
