import {
  chooseMode,
  type ExecutionMode,
  findPython,
  ModeUnavailableError,
  type PythonInstallation,
  type RuntimeFacts,
} from '@pyloom/client';

/** In which mode a survey runs, and why, if that is not simply what this Python gives. */
export interface SurveyMode {
  readonly mode: ExecutionMode | 'auto';
  readonly reason?: string;
}

/**
 * A survey is Python code that computes. Where all threads of a Python share one GIL it takes processes, unless another mode is
 * asked for, or there are none.
 */
export async function surveyModeOf(
  python: string | undefined,
  asked: ExecutionMode | 'auto',
): Promise<SurveyMode> {
  if (asked !== 'auto') return { mode: asked };
  const found = await findPython({ python, mayLackLibrary: true });
  const facts = factsOf(found);
  const best = chooseMode(facts, 'auto');
  if (best.mode !== 'multi_executor' || !hasProcesses(facts)) return { mode: 'auto' };
  return { mode: 'process', reason: `${best.reason}; a survey computes, and so runs in processes` };
}

function factsOf({ version, versionInfo, freeThreadedBuild, gilEnabled, library }: PythonInstallation) {
  const [, minor] = versionInfo;
  return { version, freeThreadedBuild, gilEnabled, supportsOwnGil: minor >= 12, embeddable: library !== '' };
}

function hasProcesses(facts: RuntimeFacts): boolean {
  try {
    chooseMode(facts, 'process');
    return true;
  } catch (error) {
    if (error instanceof ModeUnavailableError) return false;
    throw error;
  }
}
