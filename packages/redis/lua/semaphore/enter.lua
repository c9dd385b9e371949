-- ARGV[2]: the id; ARGV[3]: its lease in milliseconds; ARGV[4]: '1' if it may wait; ARGV[5]: max, should the server have lost it.
local id, lease = ARGV[2], tonumber(ARGV[3])
redis.call('HSETNX', config, 'max', ARGV[5])
bury()
serve()
if waiting() == 0 and current() < max() then
  return { 'held', give(id, now + lease) }
end
local most_waiting = tonumber(redis.call('HGET', config, 'maxWaiting') or '') or math.huge
if ARGV[4] ~= '1' or waiting() >= most_waiting then
  return { 'refused', current(), max() }
end
redis.call('ZADD', waiters, redis.call('HINCRBY', config, 'ticket', 1), id)
redis.call('ZADD', pulses, now + lease, id)
return { 'waiting', next_lease_end(), current(), max() }
