-- In front of every script of a state. KEYS[1] is the hash of all values, KEYS[2] the number of bytes that keys and values take
-- together. ARGV[1] and ARGV[2] are the most entries and bytes; empty: no bound.
local values, total = KEYS[1], KEYS[2]
local most_entries, most_bytes = tonumber(ARGV[1]), tonumber(ARGV[2])

-- Replaces `before` (false: there was none), or says which limit refuses.
local function put(field, before, after)
  local growth = #after - (before and #before or -#field)
  if not before and most_entries and redis.call('HLEN', values) >= most_entries then
    return 'entries'
  end
  if growth > 0 and most_bytes and tonumber(redis.call('GET', total) or '0') + growth > most_bytes then
    return 'bytes'
  end
  redis.call('HSET', values, field, after)
  redis.call('INCRBY', total, growth)
  return 'written'
end
