import type { Project } from './project';

/** A file of the start: where it goes, and what is in it. */
export interface StartFile {
  readonly path: string;
  readonly text: string;
  /** What it is, in a few words. */
  readonly what: string;
}

/** What `npm run python:start` runs. */
export function programName({ isTypeScript, isModule }: Project): string {
  if (!isTypeScript) return 'start-python.js';
  return isModule ? 'start-python.ts' : 'start-python.mts';
}

/** The same program in the project's own language and module system, and what it needs. */
export function startFiles(project: Project): StartFile[] {
  const { isTypeScript, isModule } = project;
  const name = programName(project);
  const program = isTypeScript
    ? asModule(name, typeScript)
    : isModule
      ? asModule(name, javaScript)
      : commonJs(name);
  return [
    { path: 'python/analysis.py', text: module, what: 'a module of Python' },
    { path: 'python/analysis.types.d.ts', text: types, what: 'its types' },
    { path: 'python/requirements.txt', text: requirements, what: 'the packages that it needs' },
    { path: name, text: program, what: 'a program that calls it' },
  ];
}

const module = `"""Python that ${'`start-python`'} calls: any module will do, with whatever it imports."""

# Comes from ./.venv, where the program has it installed.
import numpy as np


# Annotations are optional. Of these, \`npm run python:types\` makes types for the program.
def summary(values: list[float]) -> dict[str, float]:
    """Mean and spread of some numbers, and the largest of them."""
    # A list of numbers from JavaScript is a list here; a Float64Array would be a memoryview on the same memory.
    array = np.array(values)
    # Python's own numbers, rather than NumPy's, become numbers in JavaScript as they are.
    return {"mean": float(array.mean()), "spread": float(array.std()), "largest": float(array.max())}
`;

const requirements = `# One package a line, as for \`pip install -r\`. When this changes, the program installs what is new as it starts.
numpy
`;

const types = `// Types of the Python module analysis. \`npm run python:types\` writes them anew, and with -- --watch whenever it changes.
import type { Arg, PyExpression } from '@pyloom/client';

/** Mean and spread of some numbers, and the largest of them. */
export declare function summary(values: Arg<readonly number[]>): PyExpression<Record<string, number>>;
`;

const typesOfModule = `typeof import('./python/analysis.types.js')`;
const typeScript = `py.module<${typesOfModule}>('analysis')`;
const javaScript = `/** @type {${typesOfModule}} */ (py.module('analysis'))`;

function asModule(name: string, analysis: string): string {
  return `${title(name)}
import { createPython, ensureVenv } from '@pyloom/client';

${body(analysis)}`;
}

/** \`await\` needs a function around it here. */
function commonJs(name: string): string {
  const indented = body(javaScript).replace(/^(?=.)/gm, '  ');
  return `${title(name)}
const { createPython, ensureVenv } = require('@pyloom/client');

async function main() {
${indented}}

main();
`;
}

function title(name: string): string {
  return `// ${name}: calls Python within this process. Run by \`npm run python:start\`, in the folder of package.json.`;
}

function body(analysis: string): string {
  return `// Makes the virtual environment ./.venv with what python/requirements.txt lists; once that is done, it only looks.
// With \`python: '3.13', install: true\` beside these it would also get a Python where there is none.
const venv = await ensureVenv({ path: '.venv', requirements: 'python/requirements.txt' });

// Starts the Python of that environment in this process. Modules are looked for in ./python first.
const py = await createPython({ python: venv.path, sysPath: ['python'] });

// The module python/analysis.py, which Python imports when it is first called.
const analysis = ${analysis};

// The call runs on a thread of Python's own: meanwhile Node.js does other things.
const summary = await analysis.summary([1, 2, 3, 4]);
console.log(\`Python \${py.version} says:\`, summary);

// Lets what still runs end, and flushes what Python printed. A server would keep \`py\` for all its requests.
await py.close();
`;
}
