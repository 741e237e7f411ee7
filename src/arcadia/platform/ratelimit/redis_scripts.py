"""The three algorithms as scripts: the server runs each as one step, by its own clock, which all nodes share.

KEYS: one for each claim. ARGV: the window in ms, 1 to count or 0 to look, then each claim's limit. Each answers with
allowed (1 or 0), limit, remaining, reset and retry-after (both in microseconds), for the first claim that is refused,
else for the one with the least left. A first pass only looks, so that a call that one claim refuses is counted for none.
Numbers are integers of microseconds, so that nothing is lost in a double.
"""

from collections.abc import Mapping
from typing import Final

from arcadia.platform.ratelimit.budget import Algorithm

_BEGIN: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local window = tonumber(ARGV[1]) * 1000
local best
for pass = 0, tonumber(ARGV[2]) do
local counting = pass == 1
best = nil
for place, key in ipairs(KEYS) do
  local limit = tonumber(ARGV[2 + place])
  local allowed, remaining, reset, retry
"""

_END: Final = """
  if not allowed then
    return {0, limit, 0, math.ceil(reset), math.ceil(retry)}
  end
  if not best or remaining < best[3] then
    best = {1, limit, remaining, math.ceil(reset), 0}
  end
end
end
return best
"""

_SLIDING: Final = """
  local oldest = tonumber(redis.call('LINDEX', key, 0))
  while oldest and oldest + window <= now do
    redis.call('LPOP', key)
    oldest = tonumber(redis.call('LINDEX', key, 0))
  end
  local used = redis.call('LLEN', key)
  allowed = used < limit
  if not allowed then
    retry = (tonumber(redis.call('LINDEX', key, used - limit)) or now) + window - now
  elseif counting then
    redis.call('RPUSH', key, string.format('%.0f', now))
    redis.call('PEXPIRE', key, ARGV[1] + 1)
    used = used + 1
    oldest = oldest or now
  end
  remaining = math.max(0, limit - used)
  reset = (oldest or now - window) + window - now
"""

_FIXED: Final = """
  local left = redis.call('PTTL', key)
  local used = left > 0 and tonumber(redis.call('GET', key)) or 0
  if used == 0 then left = tonumber(ARGV[1]) end
  allowed = used < limit
  if allowed and counting then
    if used == 0 then
      redis.call('SET', key, 1, 'PX', ARGV[1])
    else
      redis.call('INCR', key)
    end
    used = used + 1
  end
  remaining = math.max(0, limit - used)
  reset = left * 1000
  retry = reset
"""

_BUCKET: Final = """
  local missing = math.max(0, (tonumber(redis.call('GET', key)) or now) - now)
  local token = window / math.max(1, limit)
  remaining = limit > 0 and math.max(0, math.floor((window - missing + 1) / token)) or 0
  allowed = remaining > 0
  if not allowed then
    retry = limit > 0 and missing + token - window or window
  elseif counting then
    missing = missing + token
    remaining = math.max(0, math.floor((window - missing + 1) / token))
    redis.call('SET', key, string.format('%.0f', now + missing), 'PX', math.ceil(missing / 1000) + 1)
  end
  reset = limit > 0 and missing or window
"""

SCRIPTS: Final[Mapping[Algorithm, str]] = {
    Algorithm.SLIDING: _BEGIN + _SLIDING + _END,
    Algorithm.FIXED: _BEGIN + _FIXED + _END,
    Algorithm.BUCKET: _BEGIN + _BUCKET + _END,
}
