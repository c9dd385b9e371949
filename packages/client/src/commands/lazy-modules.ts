/**
 * Modules of Node that nothing but the making of an environment needs. Loading them takes 4 ms, a tenth of what
 * createPython() takes as a whole (`npm run bench -- --only start-up`); so it is left until then.
 */
export const lazyModules = {
  childProcess: () => process.getBuiltinModule('node:child_process'),
  crypto: () => process.getBuiltinModule('node:crypto'),
  net: () => process.getBuiltinModule('node:net'),
  readline: () => process.getBuiltinModule('node:readline'),
};
