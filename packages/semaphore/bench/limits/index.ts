export { adaptive } from './adaptive';
export { aimd, fixed, gradient2, vegas } from './limiters';
export { scenarios } from './scenarios';
export { simulate } from './simulate';
export { unloaded } from './unloaded';
