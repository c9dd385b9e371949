import { fixed } from './limiters';
import { type Scenario, simulate } from './simulate';

const minutes = 10;
const runs = 10;

/**
 * The 99th percentile of calls that come one by one and find every server free: of ten minutes of the scenario, over and over, since
 * one run has too few of them for its slowest hundredth to be more than chance.
 */
export function unloaded(scenario: Scenario): number {
  const length = minutes * 60_000;
  const thin: Scenario = {
    ...scenario,
    rate: () => 0.002,
    service: (time, random, running) => scenario.service(time % length, random, running),
    servers: (time) => scenario.servers(time % length),
    duration: runs * length,
  };
  return simulate(thin, fixed(1000)).p99;
}
