import { packagesVenv } from '../../../../testing/packages-venv.ts';
import { python } from './python';

/** There are no wheels of polars for the free-threaded build of 3.13. */
export const hasPolars = !python.freeThreadedBuild;

/** A venv with pyarrow, and polars where there is one. */
export function venvWithTables(): ReturnType<typeof packagesVenv> {
  return packagesVenv(python, hasPolars ? ['pyarrow', 'polars'] : ['pyarrow']);
}
