import { REMEMBER_CLOSED_MS, REMEMBER_SWEPT_MS } from "../../operations/close.ts";

/** `with_markup(usd, basis_points)`, as withMarkup of `model/money.ts`. */
export const MARKUP = `
local function with_markup(usd, markup)
  return usd + math.floor(usd / 10000) * markup + math.ceil((usd % 10000) * markup / 10000)
end
`;

/**
 * `close(row, state, usd, tokens)`, as in `operations/close.ts`: brings a reservation to a state and to what it is
 * charged there. False where that would take the wallet's balance beyond what numbers hold exactly; nothing is changed.
 */
export const CLOSE = `
local REMEMBER = { settled = ${REMEMBER_CLOSED_MS}, released = ${REMEMBER_CLOSED_MS}, swept = ${REMEMBER_SWEPT_MS} }

local function is_owed(usd, tokens) return usd > 0 or tokens > 0 end

-- What a reservation counts in a limit of each resource.
local function counted(row, state, usd, tokens)
  local has_counted = state == 'settled' or (state == 'swept' and is_owed(usd, tokens))
  return { usd = usd, tokens = tokens, requests = has_counted and row.requests or 0 }
end

local function recount(counter, start, released, spent)
  local _, per, rolling = parse(counter)
  local bucket = find_bucket(find_buckets(counter), start)
  if not bucket then
    local _, from = window_at(per, rolling, now)
    if start < from then return end
    bucket = new_bucket(counter, start)
  end
  bucket[3] = bucket[3] - released
  if per ~= 'concurrent' then bucket[2] = math.min(bucket[2] + spent, MAX_SAFE) end
  save_buckets(counter)
end

local function close(row, state, usd, tokens)
  local held = row.state == 'held'
  if row.wallet then
    local wallet = find_wallet(row.wallet)
    local total = with_markup(usd, row.markup)
    local difference = total - row.charged
    if not is_exact(wallet[2] - difference) then return false end
    if difference ~= 0 then
      local reason = state == 'swept' and 'owed, never settled' or held and 'settled' or 'settled late'
      post(wallet, row.charged == 0 and 'charge' or 'correction', -difference, row.id, reason)
    end
    row.charged = total
    if held then wallet[3] = wallet[3] - row.wallet_amount end
    save_wallet(wallet)
  end
  local before = counted(row, row.state, row.settled_usd, row.settled_tokens)
  local after = counted(row, state, usd, tokens)
  for _, hold in ipairs(row.holds) do
    local resource = parse(hold[1])
    recount(hold[1], hold[3], held and hold[4] or 0, after[resource] - before[resource])
  end
  row.late = not held
  row.state, row.settled_usd, row.settled_tokens, row.expires_at = state, usd, tokens, now + REMEMBER[state]
  save_reservation(row)
  return true
end
`;
