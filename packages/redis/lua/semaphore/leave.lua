-- ARGV[2]: the id, which holds or waits no longer. Whether it was known.
local known = drop_holder(ARGV[2])
known = drop_waiter(ARGV[2]) or known
bury()
serve()
return { known and 1 or 0, current(), max() }
