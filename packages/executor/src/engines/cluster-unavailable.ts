import { PythonError, RuntimeStartError } from '@pyloom/core-native';
import type { RuntimeFacts } from '../modes/choose-mode';
import { chooseMode } from '../modes/choose-mode';
import { type ExecutionMode, executionModes } from '../modes/execution-mode';
import { ModeUnavailableError } from '../modes/mode-unavailable-error';

/** What a client is refused with whose driver has reached no cluster. */
export function clusterUnavailable(error: unknown, mode: ExecutionMode, facts: RuntimeFacts): unknown {
  if (!(error instanceof PythonError) || error.type !== 'ClusterError') return error;
  const { cause, pythonMessage } = error;
  // The engine's package is missing: other modes do without.
  if (cause instanceof PythonError && cause.type === 'ModuleNotFoundError') {
    return new ModeUnavailableError(mode, otherModes(facts), pythonMessage);
  }
  return new RuntimeStartError(pythonMessage);
}

function otherModes(facts: RuntimeFacts): ExecutionMode[] {
  const candidates: readonly ExecutionMode[] = [...executionModes, 'process'];
  return candidates.filter((mode) => {
    try {
      return chooseMode(facts, mode).mode === mode;
    } catch {
      return false;
    }
  });
}
