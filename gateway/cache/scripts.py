"""What Redis does in one turn, so that nothing can come between: scripts over the keys of one answer and its tags.

The version of a tag is a text that nobody made before. Who changes something deletes the tags of what it changed; who reads
makes new versions for those that are not there, before it reads. An answer is right as long as all of its tags have the
versions that they had then: a version that was deleted, evicted, flushed or lost never comes back.
"""

from __future__ import annotations

from typing import Final

from gateway.pipelined import Script

# KEYS: the answer, its lease, its tags. ARGV: a new text, milliseconds that tags live, milliseconds of a lease (0 for who
# makes it in any case), the versions that the asker has an answer for, the most bytes of an answer that may come back
LOOK: Final = Script("""
local versions = redis.call('MGET', unpack(KEYS, 3))
for i = 1, #versions do
  if not versions[i] then
    versions[i] = ARGV[1] .. i
    redis.call('SET', KEYS[i + 2], versions[i], 'PX', ARGV[2])
  end
end
local now = table.concat(versions, ' ')
if ARGV[4] == now then return {'same', now} end
local kept = redis.call('GET', KEYS[1])
if kept then
  local cut = string.find(kept, '\\n', 1, true)
  if string.sub(kept, 1, cut - 1) == now then
    if cut == #kept then return {'large', now} end
    if #kept - cut > tonumber(ARGV[5]) then return {'long', now} end
    return {'kept', now, string.sub(kept, cut + 1), redis.call('PTTL', KEYS[1])}
  end
end
if ARGV[3] ~= '0' then
  if redis.call('GET', KEYS[2]) == now then return {'wait', now} end
  redis.call('SET', KEYS[2], now, 'PX', ARGV[3])
end
return {'make', now}
""")

# KEYS: the answer, its lease. ARGV: the versions that it was made for, what is kept (nothing where it is too large),
# milliseconds that it is kept (0 where it could not be made)
FILL: Final = Script("""
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
if ARGV[3] ~= '0' then redis.call('SET', KEYS[1], ARGV[1] .. '\\n' .. ARGV[2], 'PX', ARGV[3]) end
return 1
""")
