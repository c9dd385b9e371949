import { LimitController } from '../../src/adaptive/limit-controller';
import { Window } from '../../src/adaptive/window';
import type { Limiter } from './simulate';

/** The limit that follows the load, with a simulated clock. @param knowsWaits whether waits are told apart */
export function adaptive(knowsWaits: boolean, initial = 5): Limiter {
  const controller = new LimitController({ min: 1, max: 1000, target: undefined, initial });
  const window = new Window(0);
  return {
    get limit() {
      return controller.limit;
    },
    refused: () => window.refused(),
    ended({ time, wait, service, limited }) {
      const figures = knowsWaits
        ? window.add(time, service, wait, limited)
        : window.add(time, service + wait, undefined, limited);
      if (figures !== undefined) controller.update(figures);
    },
  };
}
