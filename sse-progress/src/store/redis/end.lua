-- Ends a run that has not ended, if it is still in the generation that the caller has seen. Whoever
-- else tries comes too late, so a run has one end.
--
-- KEYS: the hash, the lines, the progress of one run.
-- ARGV: 1 the generation that the caller has seen
--       2 the generation to end it in: the same for its owner; a higher one fences the owner off
--       3 the number of the entry in that generation
--       4 the id and 5 the data of `done`
--       6 for how many milliseconds the end is kept
--       7 when that was, in microseconds since 1970
-- Answers 1 if it has ended the run, 0 if that has ended or is in another generation, -1 if there is
-- no such run.
local generation = redis.call('HGET', KEYS[1], 'generation')
if not generation then
  return -1
end
if generation ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'done') == 1 then
  return 0
end
local place = ARGV[2] .. '-' .. ARGV[3]
if ARGV[1] ~= ARGV[2] then
  -- The last snapshot once more, behind which the old generation can put nothing.
  local newest = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)
  if newest[1] then
    redis.call('XADD', KEYS[3], 'MAXLEN', 1, place, unpack(newest[1][2]))
  end
end
redis.call('XADD', KEYS[2], place, 'id', ARGV[4], 'event', 'done', 'data', ARGV[5], 'ended', ARGV[7])
redis.call('HSET', KEYS[1], 'generation', ARGV[2], 'done_id', ARGV[4], 'done', ARGV[5], 'ended', ARGV[7])
for _, key in ipairs(KEYS) do
  redis.call('PEXPIRE', key, ARGV[6])
end
return 1
