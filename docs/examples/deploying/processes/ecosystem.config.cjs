module.exports = {
  apps: [
    {
      name: 'roots',
      script: 'service.mjs',
      exec_mode: 'cluster',
      instances: 2,
      // Requests come once the service says process.send('ready'): Python has been loaded then.
      wait_ready: true,
      // Longer than py.close() lets running calls go on, which is 5 seconds; the default is 1.6.
      kill_timeout: 8000,
    },
  ],
};
