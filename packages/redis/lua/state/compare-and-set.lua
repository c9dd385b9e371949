-- ARGV[3]: the key; ARGV[4]: what it is to be now, empty: not there; ARGV[5]: what it is to become.
local field = ARGV[3]
local before = redis.call('HGET', values, field)
if (before or '') ~= ARGV[4] then
  return 'differs'
end
return put(field, before, ARGV[5])
