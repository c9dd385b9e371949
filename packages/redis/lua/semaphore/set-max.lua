-- ARGV[2]: the limit from now on. Nobody is evicted; a higher one serves waiters at once.
redis.call('HSET', config, 'max', ARGV[2])
bury()
serve()
return { 'set' }
