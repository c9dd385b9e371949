-- In front of every script of a semaphore.
--
-- KEYS[1]  a hash: max, maxWaiting, the last ticket, the last token
-- KEYS[2]  the ids that hold a permit, by the end of their lease
-- KEYS[3]  the ids that wait, by ticket
-- KEYS[4]  the ids that wait, by when they count as dead unless they are heard of before
-- KEYS[5]  a hash: the token of each id that holds a permit
-- ARGV[1]  the channel on which waiters are told that they have got one
--
-- The server's clock is the only one that counts; the machines' may differ.
local config, holders, waiters, pulses, tokens = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local channel = ARGV[1]
local microseconds = clock()
local now = math.floor(microseconds / 1000)

local function current()
  return redis.call('ZCARD', holders)
end

local function waiting()
  return redis.call('ZCARD', waiters)
end

local function max()
  return tonumber(redis.call('HGET', config, 'max') or '0')
end

local function drop_holder(id)
  redis.call('HDEL', tokens, id)
  return redis.call('ZREM', holders, id) == 1
end

local function drop_waiter(id)
  redis.call('ZREM', pulses, id)
  return redis.call('ZREM', waiters, id) == 1
end

-- Whoever was not heard of in time: a holder gives back, a waiter blocks nobody.
local function bury()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', holders, '-inf', now)) do
    drop_holder(id)
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', pulses, '-inf', now)) do
    drop_waiter(id)
  end
end

-- Tokens grow with every permit, and go on growing when the server has lost its data: they begin with its clock.
local function give(id, lease_end)
  local last = tonumber(redis.call('HGET', config, 'token') or '0')
  local token = string.format('%.0f', math.max(last + 1, microseconds))
  redis.call('HSET', config, 'token', token)
  redis.call('HSET', tokens, id, token)
  redis.call('ZADD', holders, lease_end, id)
  return token
end

-- Hands free permits to the oldest waiters. Each has it for as long as it was known to live, until it confirms.
local function serve()
  local limit = max()
  while current() < limit do
    local id = redis.call('ZRANGE', waiters, 0, 0)[1]
    if not id then
      return
    end
    local known_to_live = redis.call('ZSCORE', pulses, id) or now
    drop_waiter(id)
    local token = give(id, known_to_live)
    redis.call('PUBLISH', channel, id .. ' ' .. token)
  end
end

-- Milliseconds until a permit could come free by its holder's death; -1: nobody holds one.
local function next_lease_end()
  local first = redis.call('ZRANGE', holders, 0, 0, 'WITHSCORES')
  return first[2] and math.max(0, math.ceil(first[2] - now)) or -1
end
