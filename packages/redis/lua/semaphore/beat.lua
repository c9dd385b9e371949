-- ARGV[2]: the id; ARGV[3]: its lease from now on. It lives: as a holder, or as a waiter, who may have got a permit meanwhile.
local id, lease_end = ARGV[2], now + tonumber(ARGV[3])
bury()
if redis.call('ZSCORE', waiters, id) then
  redis.call('ZADD', pulses, lease_end, id)
end
serve()
if redis.call('ZSCORE', holders, id) then
  redis.call('ZADD', holders, lease_end, id)
  return { 'held', redis.call('HGET', tokens, id) }
end
if redis.call('ZSCORE', waiters, id) then
  return { 'waiting', next_lease_end(), current(), max() }
end
return { 'gone' }
