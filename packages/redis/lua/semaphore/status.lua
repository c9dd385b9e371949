-- ARGV[2]: max, should there be none yet.
redis.call('HSETNX', config, 'max', ARGV[2])
bury()
serve()
return { current(), max(), waiting() }
