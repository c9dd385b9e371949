import { describeValue, InvalidArgumentError } from '@pyloom/common';
import { recommendedPython, wantedVersion } from '@pyloom/core-native';

/** @throws TypeError (`ERR_PYLOOM_INVALID_ARGUMENT`) */
export function checkInstall(install: unknown, python: unknown): boolean {
  if (typeof install !== 'boolean') {
    throw new InvalidArgumentError(
      `The option 'install' must be true or false, not ${describeValue(install)}`,
    );
  }
  if (install && typeof python === 'string' && wantedVersion(python) === undefined) {
    throw new InvalidArgumentError(
      `The option 'install' needs a version as the option 'python', such as '${recommendedPython}', not ${describeValue(python)}`,
    );
  }
  return install;
}
