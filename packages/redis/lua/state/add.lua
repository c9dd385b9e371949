-- ARGV[3]: the key; ARGV[4]: what to add. The sum comes back as text: Lua's numbers have 53 bits, the server's counters 64.
local field = ARGV[3]
local before = redis.call('HGET', values, field)
local added = redis.pcall('HINCRBY', values, field, ARGV[4])
if type(added) == 'table' then
  return { string.find(added.err, 'overflow') and 'overflow' or 'not an integer' }
end
local after = redis.call('HGET', values, field)
if before then
  redis.call('HSET', values, field, before)
else
  redis.call('HDEL', values, field)
end
local outcome = put(field, before, after)
return outcome == 'written' and { outcome, after } or { outcome }
