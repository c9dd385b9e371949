import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error';

/** The project that a start is written into. */
export interface Project {
  readonly folder: string;
  /** As it stands in the file, to be written back with its own indentation. */
  readonly packageText: string;
  readonly packageJson: PackageJson;
  readonly isTypeScript: boolean;
  /** Whether its .js and .ts files are ES modules. */
  readonly isModule: boolean;
}

export interface PackageJson {
  readonly type?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Throws UsageError where there is no project. */
export function readProject(folder: string): Project {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) {
    throw new UsageError(`there is no package.json in ${folder}; 'npm init -y' makes one`);
  }
  const packageText = readFileSync(file, 'utf8');
  const packageJson = parsed(packageText, file);
  const dependencies = { ...packageJson.dependencies, ...packageJson.devDependencies };
  return {
    folder,
    packageText,
    packageJson,
    isTypeScript: existsSync(join(folder, 'tsconfig.json')) || 'typescript' in dependencies,
    isModule: packageJson.type === 'module',
  };
}

function parsed(text: string, file: string): PackageJson {
  try {
    // With a byte order mark, as some editors on Windows write it, it is no JSON.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
