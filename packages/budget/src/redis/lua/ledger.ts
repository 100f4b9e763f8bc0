/** `read_stream(stream, first, count)`: a ledger's entries, each as { seq, kind, usd, balance, key, reason, at }. */
export const READ_LEDGER = `
local CARRIED = prefix .. ':carried'

local function read_stream(stream, first, count)
  local entries = {}
  for index, item in ipairs(redis.call('XRANGE', stream, first, '+', 'COUNT', count)) do
    entries[index] = {}
    for field = 2, 14, 2 do entries[index][field / 2] = item[2][field] end
  end
  return entries
end
`;

/** `post(wallet, kind, usd, key, reason)`: appends to a ledger and changes the balance; the wallet is to be saved. */
export const LEDGER = `${READ_LEDGER}
-- Keeps as many charges apart; the oldest one beyond is added to what is carried forward as one entry.
local function carry_forward(wallet, charges)
  if redis.call('XLEN', charges) <= op.kept then return end
  local oldest = read_stream(charges, '-', 1)[1]
  local carried = find(CARRIED, wallet) or { 0, 0 }
  carried = { tonumber(oldest[1]), carried[2] + oldest[3], tonumber(oldest[4]), tonumber(oldest[7]) }
  redis.call('HSET', CARRIED, wallet, cmsgpack.pack(carried))
  redis.call('XDEL', charges, oldest[1] .. '-0')
end

local function post(wallet, kind, usd, key, reason)
  local id = wallet[1]
  wallet[2] = wallet[2] + usd
  wallet[5] = wallet[5] + 1
  local seq = digits(wallet[5])
  local is_credit = kind == 'top_up' or kind == 'adjustment'
  local stream = prefix .. (is_credit and ':credits:' or ':charges:') .. id
  redis.call('XADD', stream, seq .. '-0', 's', seq, 'k', kind, 'u', digits(usd), 'b', digits(wallet[2]), 'i', key,
    'r', reason, 't', digits(now))
  if is_credit then redis.call('HSET', prefix .. ':keys:' .. id, key, seq) else carry_forward(id, stream) end
end
`;
