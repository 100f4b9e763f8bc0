import { createHash } from "node:crypto";
import { SWEEP_SIZE } from "../../operations/close.ts";
import { CLOSE, MARKUP } from "./charge.ts";
import { LEDGER, READ_LEDGER } from "./ledger.ts";
import { ROWS, SNAPSHOT } from "./rows.ts";
import { TIME } from "./time.ts";

/** A script, and the name under which a server knows it once it has run it. */
export interface Script {
  source: string;
  sha: string;
}

/**
 * One script for each operation. Each gets the prefix of all keys, and its arguments as JSON. They do what the rules in `operations` say, and leave it to these rules to tell the outcome.
 */
export const SCRIPTS = {
  reserve: script(
    [MARKUP, SNAPSHOT],
    `
local row = find_reservation(op.id)
local granted, admitted = op.output.upTo, true

local function admit(need, left)
  local needed = need.fixed + op.output.atLeast * need.per_token
  if needed > 0 and needed > left then admitted = false
  elseif need.per_token > 0 then granted = math.min(granted, math.floor((left - need.fixed) / need.per_token)) end
end
local function amount_of(need) return need.fixed + granted * need.per_token end

local function reserve()
  local wallet, wallet_need
  if op.wallet then
    wallet = find_wallet(op.wallet.id)
    wallet_need = {
      fixed = with_markup(op.usd, op.wallet.markup), per_token = with_markup(op.output.usdPerToken, op.wallet.markup) }
    if not wallet[4] then admit(wallet_need, wallet[2] - wallet[3]) end
  end
  local needs = {
    requests = { fixed = op.requests, per_token = 0 },
    tokens = { fixed = op.tokens, per_token = 1 },
    usd = { fixed = op.usd, per_token = op.output.usdPerToken },
  }
  for index, counter in ipairs(op.counters) do
    local resource, per, rolling = parse(counter)
    local left = op.maxima[index]
    local _, from = window_at(per, rolling, now)
    for _, bucket in ipairs(per == 'request' and {} or find_buckets(counter)) do
      if bucket[1] >= from then left = left - bucket[2] - bucket[3] end
    end
    admit(needs[resource], left)
  end
  if not admitted then return end

  granted = math.max(granted, op.output.atLeast)
  local wallet_amount = wallet and amount_of(wallet_need) or 0
  if wallet_amount > 0 then
    local reserved = wallet[3] + wallet_amount
    if not is_exact(reserved) or not is_exact(wallet[2] - reserved) then return end
    wallet[3] = reserved
    save_wallet(wallet)
  end
  local holds = {}
  for index, counter in ipairs(op.counters) do
    local resource, per, rolling = parse(counter)
    if per ~= 'request' then
      local amount = amount_of(needs[resource])
      local start = window_at(per, rolling, now)
      if amount > 0 then
        local bucket = find_bucket(find_buckets(counter), start) or new_bucket(counter, start)
        bucket[3] = bucket[3] + amount
        save_buckets(counter)
      end
      holds[#holds + 1] = { counter, op.maxima[index], start, amount }
    end
  end
  row = { id = op.id, nonce = op.nonce, state = 'held', expires_at = now + op.ttlMs,
    wallet = op.wallet and op.wallet.id or false, markup = op.wallet and op.wallet.markup or 0,
    wallet_amount = wallet_amount, requests = op.requests, output = granted, up_to = op.output.upTo,
    owed_usd = 0, owed_tokens = 0, settled_usd = 0, settled_tokens = 0, charged = 0, late = false, holds = holds }
  save_reservation(row)
end

local is_new = not row
if is_new then reserve() end
return snapshot(is_new, row, op.wallet and op.wallet.id, op.counters)`,
  ),

  settle: script(
    [MARKUP, LEDGER, CLOSE, SNAPSHOT],
    `
local row = find_reservation(op.id)
if not row then return snapshot(false, false, false, {}) end
local done = row.state ~= 'settled' and close(row, 'settled', op.usd, op.tokens)
local names = {}
for index, hold in ipairs(row.holds) do names[index] = hold[1] end
return snapshot(done, row, row.wallet, names)`,
  ),

  release: script(
    [MARKUP, LEDGER, CLOSE],
    `
local row = find_reservation(op.id)
return row and row.state == 'held' and close(row, 'released', 0, 0) or false`,
  ),

  extend: script(
    [],
    `
local row = find_reservation(op.id)
if not row or row.state ~= 'held' then return false end
row.expires_at = math.max(row.expires_at, now + op.ttlMs)
row.owed_usd, row.owed_tokens = math.max(row.owed_usd, op.usd), math.max(row.owed_tokens, op.tokens)
save_reservation(row)
return row.expires_at`,
  ),

  sweep: script(
    [MARKUP, LEDGER, CLOSE],
    `
local function over(key) return redis.call('ZRANGEBYSCORE', key, '-inf', digits(now), 'LIMIT', 0, ${SWEEP_SIZE}) end

local expired, charged = over(HELD), 0
for _, id in ipairs(expired) do
  local row = find_reservation(id)
  if not close(row, 'swept', row.owed_usd, row.owed_tokens) then return false end
  if is_owed(row.owed_usd, row.owed_tokens) then charged = charged + 1 end
end
local closed, unused = over(CLOSED), over(UNUSED)
for _, id in ipairs(closed) do
  redis.call('HDEL', RESERVATIONS, id)
  redis.call('ZREM', CLOSED, id)
end
for _, counter in ipairs(unused) do
  redis.call('HDEL', COUNTERS, counter)
  redis.call('ZREM', UNUSED, counter)
end
return { #expired - charged, charged, math.max(#expired, #closed, #unused) == ${SWEEP_SIZE} }`,
  ),

  credit: script(
    [LEDGER, SNAPSHOT],
    `
local wallet = find_wallet(op.wallet)
local seq = redis.call('HGET', prefix .. ':keys:' .. op.wallet, op.key)
local balance = wallet[2] + op.usd
local done = not seq and is_exact(balance) and is_exact(balance - wallet[3])
if done then
  post(wallet, op.kind, op.usd, op.key, op.reason)
  save_wallet(wallet)
  seq = digits(wallet[5])
end
local entry = seq and read_stream(prefix .. ':credits:' .. op.wallet, seq .. '-0', 1)[1] or false
return { snapshot(done, false, op.wallet, {}), entry }`,
  ),

  setUnlimited: script(
    [],
    `
local wallet = find_wallet(op.wallet)
wallet[4] = op.unlimited
save_wallet(wallet)
return wallet`,
  ),

  wallet: script([], "return find_wallet(op.wallet)"),

  standings: script([SNAPSHOT], "return snapshot(false, false, false, op.counters)"),

  /** The entries of both streams in their order; what was carried forward stands where the last of it stood. */
  ledger: script(
    [READ_LEDGER],
    `
local first = digits(op.after + 1) .. '-0'
local charges = read_stream(prefix .. ':charges:' .. op.wallet, first, op.limit)
local credits = read_stream(prefix .. ':credits:' .. op.wallet, first, op.limit)
local carried = find(CARRIED, op.wallet)
if carried and carried[1] > op.after then
  table.insert(charges, 1,
    { carried[1], 'carried', digits(carried[2]), digits(carried[3]), 'carried', 'older charges', carried[4] })
end
local entries, charge, credit = {}, 1, 1
while #entries < op.limit and (charges[charge] or credits[credit]) do
  if not credits[credit] or (charges[charge] and tonumber(charges[charge][1]) < tonumber(credits[credit][1])) then
    entries[#entries + 1] = charges[charge]
    charge = charge + 1
  else
    entries[#entries + 1] = credits[credit]
    credit = credit + 1
  end
end
return entries`,
  ),

  /** The server's policy, if it tells and throws away keys without expiry when memory is full. */
  evictionPolicy: script(
    [],
    `
local info = redis.pcall('INFO', 'memory')
return type(info) == 'string' and not string.find(info, 'maxmemory:0', 1, true) and string.match(info, 'maxmemory_policy:(allkeys%S*)') or ''`,
  ),
} satisfies Record<string, Script>;

/** @param parts what it uses besides time and rows */
function script(parts: readonly string[], body: string): Script {
  const source = ["local op = cjson.decode(ARGV[1])", TIME, ROWS, ...parts, body].join("\n");
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}
