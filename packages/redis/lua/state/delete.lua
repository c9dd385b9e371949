-- ARGV[3]: the key. Whether there was one.
local field = ARGV[3]
local length = redis.call('HSTRLEN', values, field)
local deleted = redis.call('HDEL', values, field)
if deleted == 1 then
  redis.call('DECRBY', total, #field + length)
end
return deleted
