/**
 * Rows, and how they are kept: packed in hashes, under names that begin with the one key that a script gets.
 *
 * | key | what |
 * | --- | --- |
 * | `:wallets` `:counters` `:reservations` | rows by their ids |
 * | `:held` `:closed` `:unused` | ids of reservations, and names of counters, by when they are over |
 * | `:charges:<wallet>` `:credits:<wallet>` | the ledger as two streams, in which an entry's id is its number |
 * | `:keys:<wallet>` `:carried` | credits' numbers by their keys, and what old charges came to by wallet |
 *
 * What is found is found once in a script. One that fails half-way is not undone, so all is checked before anything
 * is written.
 */
export const ROWS = `
local prefix = KEYS[1]
local WALLETS, COUNTERS, RESERVATIONS = prefix .. ':wallets', prefix .. ':counters', prefix .. ':reservations'
local HELD, CLOSED, UNUSED = prefix .. ':held', prefix .. ':closed', prefix .. ':unused'
local MAX_SAFE = 9007199254740991

local function digits(number) return string.format('%.0f', number) end
local function is_exact(number) return number >= -MAX_SAFE and number <= MAX_SAFE end

local function find(key, field)
  local packed = redis.call('HGET', key, field)
  return packed and cmsgpack.unpack(packed)
end

-- { id, balance, reserved, whether it is unlimited, entries }
local wallets = {}
local function find_wallet(id)
  wallets[id] = wallets[id] or find(WALLETS, id) or { id, 0, 0, false, 0 }
  return wallets[id]
end
local function save_wallet(row) redis.call('HSET', WALLETS, row[1], cmsgpack.pack(row)) end

-- A counter's buckets in their order: { start, spent, reserved, when it may be forgotten, or -1 for never }.
local counters = {}
local function find_buckets(counter)
  counters[counter] = counters[counter] or find(COUNTERS, counter) or {}
  return counters[counter]
end

-- What a counter's name says: resource, period, and whether its window is rolling.
local function parse(counter)
  local resource, per, rolling = string.match(counter, '^(%a+)/(%a+)(~?)/')
  return resource, per, rolling == '~'
end

local function find_bucket(buckets, start)
  for index, bucket in ipairs(buckets) do
    if bucket[1] == start then return bucket, index end
  end
end

-- Adds a bucket where it belongs.
local function new_bucket(counter, start)
  local _, per, rolling = parse(counter)
  local _, _, forget_at = window_at(per, rolling, start)
  local buckets = find_buckets(counter)
  local index = #buckets + 1
  while index > 1 and buckets[index - 1][1] > start do index = index - 1 end
  local bucket = { start, 0, 0, forget_at or -1 }
  table.insert(buckets, index, bucket)
  if forget_at then redis.call('ZADD', UNUSED, 'GT', digits(forget_at), counter) end
  return bucket
end

-- Leaves out what may be forgotten and what is empty.
local function save_buckets(counter)
  local kept = {}
  for _, bucket in ipairs(find_buckets(counter)) do
    local is_over = bucket[4] ~= -1 and bucket[4] <= now
    if not is_over and (bucket[2] ~= 0 or bucket[3] ~= 0) then kept[#kept + 1] = bucket end
  end
  counters[counter] = kept
  if #kept > 0 then
    redis.call('HSET', COUNTERS, counter, cmsgpack.pack(kept))
  else
    redis.call('HDEL', COUNTERS, counter)
    redis.call('ZREM', UNUSED, counter)
  end
end

-- In this order; false stands for no wallet. A hold is { counter, the limit's maximum, bucket, amount }.
local FIELDS = { 'id', 'nonce', 'state', 'expires_at', 'wallet', 'markup', 'wallet_amount', 'requests', 'output', 'up_to',
  'owed_usd', 'owed_tokens', 'settled_usd', 'settled_tokens', 'charged', 'late', 'holds' }

local function find_reservation(id)
  local packed = find(RESERVATIONS, id)
  if not packed then return end
  local row = {}
  for index, field in ipairs(FIELDS) do row[field] = packed[index] end
  return row
end

local function listed(row)
  local list = {}
  for index, field in ipairs(FIELDS) do list[index] = row[field] end
  return list
end

local function save_reservation(row)
  redis.call('HSET', RESERVATIONS, row.id, cmsgpack.pack(listed(row)))
  local held = row.state == 'held'
  redis.call('ZADD', held and HELD or CLOSED, digits(row.expires_at), row.id)
  if not held then redis.call('ZREM', HELD, row.id) end
end
`;

/** `snapshot(done, row, wallet_id, counters)`: what the rules then read to answer. */
export const SNAPSHOT = `
-- Each counter's buckets that count, as one list of starts and amounts.
local function told_counters(names)
  local told = {}
  for index, counter in ipairs(names) do
    local amounts = {}
    local _, per, rolling = parse(counter)
    local _, from = window_at(per, rolling, now)
    for _, bucket in ipairs(find_buckets(counter)) do
      if bucket[1] >= from then
        for field = 1, 3 do amounts[#amounts + 1] = bucket[field] end
      end
    end
    told[index] = { counter, amounts }
  end
  return told
end

local function snapshot(done, row, wallet, names)
  return { done, now, row and listed(row) or false, wallet and find_wallet(wallet) or false, told_counters(names) }
end
`;
