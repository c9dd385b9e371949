redis.call('DEL', values, total)
return 'cleared'
