-- ARGV[3]: the key; ARGV[4]: the value.
return put(ARGV[3], redis.call('HGET', values, ARGV[3]), ARGV[4])
