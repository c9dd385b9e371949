import type { Act } from './act.ts';
import { acts } from './acts.ts';

/**
 * The act of this name, or at this place of the tour.
 * @throws RangeError that lists what there is.
 */
export function findAct(name: string): Act {
  const act = acts.find(({ id }) => id === name) ?? (/^\d+$/.test(name) ? acts[Number(name) - 1] : undefined);
  if (act) return act;
  const known = acts.map(({ id }) => id).join(', ');
  throw new RangeError(`There is: ${known}; or a number from 1 to ${acts.length}.`);
}

/** Where an act stands in the tour, from 1. */
export function numberOf(act: Act): number {
  return acts.indexOf(act) + 1;
}
