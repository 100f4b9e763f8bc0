import { ROLLING, windowAt } from "../../model/window.ts";

const { forgetAt, lengthMs } = windowAt({ per: "minute" }, 0);
const GRACE_MS = forgetAt - lengthMs;

const rolling = Object.entries(ROLLING)
  .map(([per, { windowMs, bucketMs }]) => `${per} = { ${windowMs}, ${bucketMs} }`)
  .join(", ");

/** `now`, and `window_at(per, rolling, time)`: what windowAt of `model/window.ts` tells. */
export const TIME = `
local ROLLING = { ${rolling} }
local CALENDAR = { minute = 60000, hour = 3600000, day = 86400000 }
local DAY, GRACE = 86400000, ${GRACE_MS}

local now = op.now
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Counted in years that begin in March, so that the day that comes and goes is the last one.
local function month_start(time)
  local days = math.floor(time / DAY) + 719468
  local of_era = days % 146097
  local year = math.floor(
    (of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524) - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * of_year + 2) / 153)
  local of_month = of_year - math.floor((153 * month + 2) / 5)
  return (days - of_month - 719468) * DAY
end

-- The bucket of that time, the oldest one that counts, and when that time's bucket may be forgotten, if ever.
local function window_at(per, rolling, time)
  if rolling then
    local length, step = ROLLING[per][1], ROLLING[per][2]
    local bucket = time - time % step
    return bucket, time - length - (time - length) % step, bucket + step + length + GRACE
  elseif per == 'month' then
    local bucket = month_start(time)
    return bucket, bucket, month_start(bucket + 31 * DAY) + GRACE
  elseif CALENDAR[per] then
    local bucket = time - time % CALENDAR[per]
    return bucket, bucket, bucket + CALENDAR[per] + GRACE
  end
  return 0, 0
end
`;
