import { type Budget, type Limit, type ReserveRequest, rateLimitHeaders, type SettleResult } from "@hub/budget";
import { UnknownPriceError } from "@hub/catalog";
import { type ChatRequest, HubError, maxOutputTokens, type Usage } from "@hub/protocol";
import { countPrompt, createOutputCounter, familyOf, type OutputCounter } from "@hub/tokens";
import type { Exchange } from "../exchange.ts";
import { promptSizesOf } from "../routing/prompt-sizes.ts";
import type { Candidate } from "../stages/plan.ts";
import type { Affordable, Spending, SpendingEnd } from "../stages/reserve.ts";
import { eachDeliveredText } from "./delivered-text.ts";
import { type Heartbeat, RESERVATION_MS } from "./heartbeat.ts";
import { refusedError } from "./refused-error.ts";
import { plainUsage, priceOf, type WorstPrice, worstPriceOf } from "./request-price.ts";
import { limitsFor } from "./spending-policy.ts";

/** How far ahead of delivery a stream's cost is recorded, in tokens: what a crash can make the caller overpay. */
const COVERED_AHEAD = 256;

/** How far our own count may be above the granted output before the answer is stopped: it is an estimate. */
const TOLERANCE = { share: 0.1, tokens: 16 };

/** The longest answer where neither the caller nor the catalog limits it, in tokens. */
const UNKNOWN_MAX_OUTPUT = 16_384;

/** More than any model answers, and few enough for their price to be an exact number. In tokens. */
const MAX_OUTPUT = 100_000_000;

/** What the spending of one request works with. */
export interface SpendingContext {
  budget: Budget;
  heartbeat: Heartbeat;
  /** Waits for an operation of the budget. Throws HubError where the store cannot answer. */
  ask<Result>(operation: Promise<Result>): Promise<Result>;
  /** Settles; where the store cannot answer, again later as well. */
  settleSafely(id: string, actual: { usd: number; tokens: number }): Promise<SettleResult>;
  warn(warning: string): void;
}

/** What is asked of the budget for one candidate. */
interface Claim {
  candidate: Candidate;
  limits: readonly Limit[];
  promptTokens: number;
  isPriced: boolean;
  /** nano-USD; both zero where the price is not known. */
  fixed: number;
  perToken: number;
  /** For all alternatives together, in tokens. */
  output: number;
}

/** A claim that has been granted. */
interface Held extends Claim {
  id: string;
  /** The output that it covers; less than wanted where that is all that is affordable. */
  granted: number;
  /** Whether there is anything that a longer answer would overdraw. */
  isBounded: boolean;
  request: ChatRequest;
}

/** Follows the spending of one request through its attempts. */
export function createRequestSpending(
  request: ChatRequest,
  exchange: Exchange,
  { budget, heartbeat, ask, settleSafely, warn }: SpendingContext,
): Spending {
  const { principal } = exchange;
  const sizes = exchange.promptSizes ?? promptSizesOf(request);
  const policy = principal?.spending ?? {};
  const choices = request.n ?? 1;
  const asked = maxOutputTokens(request);
  let held: Held | undefined;
  let reservations = 0;
  /** What the candidate that was asked last has counted before it failed. */
  let billed: Usage | undefined;
  /** Whether an earlier reservation has been charged, and so counted as a request. */
  let hasCounted = false;
  let charged: number | undefined;
  let counter: OutputCounter | undefined;
  /** Output that is recorded as owed, in tokens. */
  let covered = 0;
  let isSent = false;
  let isOver = false;

  async function requestFor(candidate: Candidate): Promise<Affordable> {
    const { bound } = sizes(candidate.provider.id, candidate.model);
    const claim = claimOf(candidate, bound);
    if (held && !billed && covers(held, claim)) {
      held = { ...held, candidate };
      return held.request;
    }
    await giveUp();
    const refusal = await tryToHold(claim);
    return refusal ?? held?.request ?? request;
  }

  /** Reserves a claim, for the prompt as it really is where the estimate alone would stand in the way. */
  async function tryToHold(estimated: Claim): Promise<HubError | undefined> {
    const refusal = await tryToHoldAs(estimated, true);
    if (refusal !== "count") return refusal;
    const { candidate, promptTokens } = estimated;
    const family = familyOf(candidate.provider.id, candidate.model);
    const { tokens } = await countPrompt(request, family, { signal: exchange.request.signal });
    const counted = tokens < promptTokens ? claimOf(candidate, tokens) : estimated;
    return (await tryToHoldAs(counted, false)) as HubError | undefined;
  }

  async function tryToHoldAs(claim: Claim, isEstimate: boolean): Promise<HubError | "count" | undefined> {
    const needsPrice = claim.limits.some(({ resource }) => resource === "usd");
    if (!claim.isPriced && needsPrice) return unknownPrice(claim.candidate);
    const result = await reserve(claim);
    exchange.limitHeaders = rateLimitHeaders(result.standings, Date.now());
    if (!result.ok) {
      const { refusal, wallet } = result;
      return isEstimate && refusal.limit?.resource !== "requests" ? "count" : refusedError(refusal, wallet);
    }
    // Who has left meanwhile needs nothing held any more.
    if (isOver) {
      await ask(budget.release(result.id));
      return undefined;
    }
    const isUnpayable = !claim.isPriced && result.wallet?.unlimited === false;
    const isTooLittle = result.clamped && policy.onInsufficient === "reject";
    if (!isUnpayable && !isTooLittle && !(isEstimate && result.clamped)) {
      hold(claim, result.id, result.output, result.wallet?.unlimited === false);
      return undefined;
    }
    await ask(budget.release(result.id));
    if (isUnpayable) return unknownPrice(claim.candidate);
    return isEstimate ? "count" : tooLittle(claim, result.output);
  }

  function claimOf(candidate: Candidate, promptTokens: number): Claim {
    const { provider, model, offer } = candidate;
    const limits = principal
      ? limitsFor(policy.limits ?? [], { principal, endUser: exchange.endUser, model: `${provider.id}/${model}` })
      : [];
    const longest = offer?.maxOutputTokens ?? UNKNOWN_MAX_OUTPUT;
    const wanted = asked ?? Math.min(policy.defaultMaxTokens ?? longest, longest);
    const output = Math.min(wanted * choices, MAX_OUTPUT);
    const price = knownPriceOf(candidate, promptTokens);
    return { candidate, limits, promptTokens, output, isPriced: price !== undefined, fixed: 0, perToken: 0, ...price };
  }

  function knownPriceOf({ offer }: Candidate, promptTokens: number): WorstPrice | undefined {
    try {
      return offer && worstPriceOf(request, offer, promptTokens);
    } catch (error) {
      if (error instanceof UnknownPriceError) return undefined;
      throw error;
    }
  }

  async function reserve({ candidate, limits, promptTokens, fixed, perToken, output }: Claim) {
    reservations++;
    const claim: ReserveRequest = {
      id: `${exchange.correlationId}.${reservations}`,
      limits,
      usd: fixed,
      tokens: promptTokens,
      requests: hasCounted ? 0 : 1,
      output: { upTo: output, atLeast: choices, usdPerToken: perToken },
      ttlMs: RESERVATION_MS,
    };
    const { wallet } = policy;
    if (wallet && candidate.mode === "managed") claim.wallet = { id: wallet.id, markup: wallet.markup ?? 0 };
    return ask(budget.reserve(claim));
  }

  function hold(claim: Claim, id: string, granted: number, isPaidFor: boolean): void {
    const isBounded = isPaidFor || claim.limits.some(({ resource }) => resource !== "requests");
    const perChoice = Math.floor(granted / choices);
    const isLowered = granted < claim.output || (asked === undefined && policy.defaultMaxTokens !== undefined);
    exchange.maxTokens = isLowered ? perChoice : undefined;
    held = { ...claim, id, granted, isBounded, request: isLowered ? withOutputLimit(request, perChoice) : request };
    heartbeat.keep(id);
  }

  /** Closes the reservation of a candidate that another one follows. */
  async function giveUp(): Promise<void> {
    if (!held) return;
    const { id, candidate } = held;
    held = undefined;
    heartbeat.forget(id);
    isSent = false;
    if (!billed) await ask(budget.release(id));
    else await charge(id, candidate, billed);
    hasCounted ||= billed !== undefined;
    billed = undefined;
  }

  async function charge(id: string, candidate: Candidate, usage: Usage, serviceTier?: string | null): Promise<void> {
    const tokens = usage.prompt_tokens + usage.completion_tokens;
    const price = candidate.offer && priceOf(usage, candidate.offer, request, serviceTier ?? request.service_tier);
    if (price === undefined)
      warn(`The price of ${candidate.provider.id}/${candidate.model} is not known: not charged.`);
    const result = await settleSafely(id, { usd: price ?? 0, tokens });
    if (price !== undefined) charged = (charged ?? 0) + (result.wallet ? result.charged : result.usd);
  }

  function deliver(answer: Parameters<Spending["deliver"]>[0]): boolean | Promise<boolean> {
    if (!held) return true;
    counter ??= createOutputCounter(familyOf(held.candidate.provider.id, held.candidate.model));
    eachDeliveredText(answer, counter.add);
    const delivered = counter.expected;
    if (held.isBounded && delivered > held.granted * (1 + TOLERANCE.share) + TOLERANCE.tokens) return false;
    return delivered < covered || cover(held, delivered + COVERED_AHEAD);
  }

  /** Records what the caller owes for what it is about to get, so that it is charged even if this process dies. */
  async function cover({ id, candidate: { offer }, promptTokens }: Held, output: number): Promise<boolean> {
    covered = output;
    const usage = plainUsage(promptTokens, output);
    const usd = (offer && priceOf(usage, offer, request, request.service_tier)) ?? 0;
    await ask(budget.extend(id, { ttlMs: RESERVATION_MS, owed: { usd, tokens: usage.total_tokens } }));
    return true;
  }

  function estimate(): Usage | undefined {
    if (!held) return undefined;
    const { provider, model } = held.candidate;
    const { expected } = sizes(provider.id, model);
    return plainUsage(Math.min(expected, held.promptTokens), counter?.expected ?? 0);
  }

  async function settle(ending: SpendingEnd): Promise<number | undefined> {
    isOver = true;
    if (!held) return charged;
    const { id, candidate } = held;
    const usage = billed ?? usageOf(ending);
    held = undefined;
    heartbeat.forget(id);
    if (usage) await charge(id, candidate, usage, ending.serviceTier);
    else await ask(budget.release(id));
    return charged;
  }

  /** What is to be paid for: the vendor's own figures where there are any, and ours where it was cut short. */
  function usageOf({ outcome, usage: reported }: SpendingEnd): Usage | undefined {
    const usage = reported && reported.prompt_tokens > 0 ? reported : undefined;
    if (outcome === "answered") return usage ?? estimate();
    const isBilled = (outcome === "aborted" && isSent) || counter !== undefined || usage !== undefined;
    if (!isBilled) return undefined;
    const ours = estimate();
    if (!usage || !ours) return usage ?? ours;
    const completion = Math.max(usage.completion_tokens, ours.completion_tokens);
    return completion === usage.completion_tokens
      ? usage
      : { ...usage, completion_tokens: completion, total_tokens: usage.prompt_tokens + completion };
  }

  return {
    requestFor,
    noteSent: () => {
      isSent = true;
    },
    noteBilled: (usage) => {
      billed = usage;
    },
    deliver,
    estimate,
    settle,
  };
}

function covers(held: Held, claim: Claim): boolean {
  return (
    held.candidate.mode === claim.candidate.mode &&
    held.limits.length === claim.limits.length &&
    held.limits.every(({ scope }, index) => scope === claim.limits[index]?.scope) &&
    held.isPriced === claim.isPriced &&
    claim.promptTokens <= held.promptTokens &&
    claim.fixed <= held.fixed &&
    claim.perToken <= held.perToken &&
    claim.output <= held.output
  );
}

function withOutputLimit(request: ChatRequest, tokens: number): ChatRequest {
  const { max_tokens, max_completion_tokens } = request;
  const limited = { ...request };
  if (max_tokens != null) limited.max_tokens = tokens;
  if (max_completion_tokens != null || max_tokens == null) limited.max_completion_tokens = tokens;
  return limited;
}

function tooLittle({ output }: Claim, granted: number): HubError {
  return new HubError(
    "insufficient_balance",
    `This request may answer with ${output} tokens, and what is left covers ${granted}. Ask for fewer with 'max_completion_tokens', or top up.`,
    { param: "max_completion_tokens" },
  );
}

function unknownPrice({ provider, model }: Candidate): HubError {
  return new HubError(
    "policy_denied",
    `The price of '${provider.id}/${model}' is not known, so that it cannot be held to a budget. Add it to the catalog file.`,
    { param: "model" },
  );
}
