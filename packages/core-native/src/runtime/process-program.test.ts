import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PythonInstallation } from '../discovery';
import { processProgram } from './process-program';

const venv = { executable: '/venv/python', baseExecutable: '/base/python' } as PythonInstallation;

afterEach(() => vi.unstubAllEnvs());

function variablesOf(env: Record<string, string | undefined>, platform: NodeJS.Platform): string[] {
  return processProgram(venv, env, platform).variables.filter((each) => /^(path|mine)=/i.test(each));
}

describe('the variables of a process', () => {
  it('are those of this one and others, without those that are taken away', () => {
    vi.stubEnv('PATH', '/bin');
    vi.stubEnv('MINE', '1');
    expect(variablesOf({ Path: 'x', MINE: undefined }, 'linux')).toEqual(['PATH=/bin', 'Path=x']);
    expect(variablesOf({ MINE: '2' }, 'linux')).toEqual(['PATH=/bin', 'MINE=2']);
  });

  // A process had both, of which Windows took the first.
  it('have one spelling on Windows', () => {
    vi.stubEnv('PATH', '/bin');
    vi.stubEnv('MINE', '1');
    expect(variablesOf({ Path: 'x', mine: undefined }, 'win32')).toEqual(['Path=x']);
  });
});

describe('the executable of a process', () => {
  it("is a venv's own", () => {
    const { executable, variables } = processProgram(venv, {}, 'linux');
    expect(executable).toBe('/venv/python');
    expect(variables.join()).not.toContain('__PYVENV_LAUNCHER__');
  });

  it("is the one that a venv's own would start on Windows, and is told so", () => {
    const { executable, variables } = processProgram(venv, {}, 'win32');
    expect(executable).toBe('/base/python');
    expect(variables).toContain('__PYVENV_LAUNCHER__=/venv/python');
  });

  it('is the same outside of one', () => {
    const { executable, variables } = processProgram(
      { ...venv, baseExecutable: '/venv/python' },
      {},
      'win32',
    );
    expect(executable).toBe('/venv/python');
    expect(variables.join()).not.toContain('__PYVENV_LAUNCHER__');
  });
});
