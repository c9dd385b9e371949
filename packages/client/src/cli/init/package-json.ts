import type { PackageJson, Project } from './project';
import { programName } from './start-files';

/** package.json with the scripts that it lacks, and the package that they need; what is there stays as it is. */
export function extendedPackage(
  project: Project,
  version: string,
): { text: string; added: readonly string[]; taken: readonly string[] } {
  const { packageJson, packageText } = project;
  const scripts = { ...packageJson.scripts };
  const wanted = Object.entries(scriptsOf(project));
  const missing = wanted.filter(([name]) => !(name in scripts));
  const taken = wanted.filter(([name, command]) => name in scripts && scripts[name] !== command);
  const needsClient = !dependsOn(packageJson, '@pyloom/client');
  const extended = {
    ...packageJson,
    scripts: { ...scripts, ...Object.fromEntries(missing) },
    ...(needsClient && { dependencies: { ...packageJson.dependencies, '@pyloom/client': `^${version}` } }),
  };
  const added = [
    ...missing.map(([name]) => `the script ${name}`),
    ...(needsClient ? ['the dependency @pyloom/client'] : []),
  ];
  const text =
    added.length === 0 ? packageText : `${JSON.stringify(extended, undefined, indentation(packageText))}\n`;
  return { text, added, taken: taken.map(([name]) => name) };
}

function scriptsOf(project: Project): Record<string, string> {
  const program = programName(project);
  // From 22.18 and 23.6 on, Node.js runs TypeScript; before, tsx does.
  const node = project.isTypeScript && !runsTypeScript() ? 'npx --yes tsx' : 'node';
  return {
    'python:start': `${node} ${program}`,
    'python:types': 'cd python && pyloom types -p ../.venv analysis -o analysis.types.d.ts',
  };
}

/** Newer than the types of the oldest Node.js that is supported. */
function runsTypeScript(): boolean {
  return Boolean((process.features as { typescript?: string | false }).typescript);
}

function dependsOn({ dependencies, devDependencies }: PackageJson, name: string): boolean {
  return name in { ...dependencies, ...devDependencies };
}

function indentation(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
}
