-- ARGV[2], ARGV[3]: max and maxWaiting as they were asked for, empty: as they are; ARGV[4]: max where there is none yet.
-- Other limits than those in force are taken while nobody uses the semaphore, and refused otherwise.
bury()
local idle = current() == 0 and waiting() == 0
for field, wanted in pairs({ max = ARGV[2], maxWaiting = ARGV[3] }) do
  local there = redis.call('HGET', config, field)
  if wanted ~= '' and there ~= wanted then
    if there and not idle then
      return { 'conflict', field, there }
    end
    redis.call('HSET', config, field, wanted)
  end
end
redis.call('HSETNX', config, 'max', ARGV[4])
return { 'open' }
