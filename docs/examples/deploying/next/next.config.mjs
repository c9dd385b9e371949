export default {
  output: 'standalone',
  // Has binaries and files of its own, and stays out of the bundle.
  serverExternalPackages: ['@pyloom/client'],
  // They are read at run time, which no tracing of imports sees; nor does it see Python files of your own.
  outputFileTracingIncludes: { '/api/*': ['./node_modules/@pyloom/**/*', './python/**/*'] },
};
