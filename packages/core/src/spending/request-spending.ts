import { type Budget, type ReserveRequest, rateLimitHeaders, type SettleResult } from "@hub/budget";
import { type ChatRequest, type HubError, maxOutputTokens, type Usage } from "@hub/protocol";
import { countPrompt, createOutputCounter, familyOf, type OutputCounter, type PromptEstimate } from "@hub/tokens";
import type { Exchange } from "../exchange.ts";
import { type PromptSizes, promptSizesOf } from "../routing/prompt-sizes.ts";
import type { Candidate } from "../stages/plan.ts";
import type { Affordable, Spending, SpendingEnd } from "../stages/reserve.ts";
import { type Claim, covers, type Held, knownPriceOf, tooLittle, unknownPrice } from "./claim.ts";
import { eachDeliveredText } from "./delivered-text.ts";
import { type Heartbeat, RESERVATION_MS } from "./heartbeat.ts";
import { refusedError } from "./refused-error.ts";
import { type PriceTerms, plainUsage, priceOf } from "./request-price.ts";
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

/** What is known only until the answer begins: prompts are long, and streams may be, too. */
interface Prompt {
  request: ChatRequest;
  sizes: PromptSizes;
  /** The request as the candidate that is held for may be sent it. */
  affordable: ChatRequest;
}

/** Follows the spending of one request through its attempts. */
export function createRequestSpending(
  asked: ChatRequest,
  exchange: Exchange,
  { budget, heartbeat, ask, settleSafely, warn }: SpendingContext,
): Spending {
  const { principal } = exchange;
  const policy = principal?.spending ?? {};
  const choices = asked.n ?? 1;
  const askedOutput = maxOutputTokens(asked);
  const terms: PriceTerms = { service_tier: asked.service_tier, web_search_options: asked.web_search_options };
  let prompt: Prompt | undefined = {
    request: asked,
    sizes: exchange.promptSizes ?? promptSizesOf(asked),
    affordable: asked,
  };
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
    if (!prompt) throw new Error("The answer to this request has begun already.");
    const claim = claimOf(prompt.request, candidate, prompt.sizes(candidate.provider.id, candidate.model));
    if (held && !billed && covers(held, claim)) {
      held = { ...held, candidate, expectedPrompt: claim.expectedPrompt };
      return prompt.affordable;
    }
    prompt.affordable = prompt.request;
    await giveUp();
    return (await tryToHold(prompt, claim)) ?? prompt.affordable;
  }

  /** Reserves a claim, for the prompt as it really is where the estimate alone would stand in the way. */
  async function tryToHold(prompt: Prompt, estimated: Claim): Promise<HubError | undefined> {
    const refusal = await tryToHoldAs(prompt, estimated, true);
    if (refusal !== "count") return refusal;
    const { candidate, promptTokens, expectedPrompt } = estimated;
    const family = familyOf(candidate.provider.id, candidate.model);
    const { tokens } = await countPrompt(prompt.request, family, { signal: exchange.request.signal });
    const counted =
      tokens < promptTokens
        ? claimOf(prompt.request, candidate, { bound: tokens, expected: Math.min(expectedPrompt, tokens) })
        : estimated;
    return (await tryToHoldAs(prompt, counted, false)) as HubError | undefined;
  }

  async function tryToHoldAs(
    prompt: Prompt,
    claim: Claim,
    isEstimate: boolean,
  ): Promise<HubError | "count" | undefined> {
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
      hold(prompt, claim, result.id, result.output, result.wallet?.unlimited === false);
      return undefined;
    }
    await ask(budget.release(result.id));
    if (isUnpayable) return unknownPrice(claim.candidate);
    return isEstimate ? "count" : tooLittle(claim, result.output);
  }

  function claimOf(request: ChatRequest, candidate: Candidate, { bound, expected }: PromptEstimate): Claim {
    const { provider, model, offer } = candidate;
    const limits = principal
      ? limitsFor(policy.limits ?? [], { principal, endUser: exchange.endUser, model: `${provider.id}/${model}` })
      : [];
    const longest = offer?.maxOutputTokens ?? UNKNOWN_MAX_OUTPUT;
    const wanted = askedOutput ?? Math.min(policy.defaultMaxTokens ?? longest, longest);
    const output = Math.min(wanted * choices, MAX_OUTPUT);
    const price = knownPriceOf(request, candidate, bound);
    const isPriced = price !== undefined;
    const prompt = { promptTokens: bound, expectedPrompt: expected };
    return { candidate, limits, ...prompt, output, isPriced, fixed: 0, perToken: 0, ...price };
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

  function hold(prompt: Prompt, claim: Claim, id: string, granted: number, isPaidFor: boolean): void {
    const isBounded = isPaidFor || claim.limits.some(({ resource }) => resource !== "requests");
    const perChoice = Math.floor(granted / choices);
    const isLowered = granted < claim.output || (askedOutput === undefined && policy.defaultMaxTokens !== undefined);
    exchange.maxTokens = isLowered ? perChoice : undefined;
    held = { ...claim, id, granted, isBounded };
    if (isLowered) prompt.affordable = withOutputLimit(prompt.request, perChoice);
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
    const price = candidate.offer && priceOf(usage, candidate.offer, terms, serviceTier ?? terms.service_tier);
    if (price === undefined)
      warn(`The price of ${candidate.provider.id}/${candidate.model} is not known: not charged.`);
    const result = await settleSafely(id, { usd: price ?? 0, tokens });
    if (price !== undefined) charged = (charged ?? 0) + (result.wallet ? result.charged : result.usd);
  }

  function deliver(answer: Parameters<Spending["deliver"]>[0]): boolean | Promise<boolean> {
    prompt = undefined;
    exchange.promptSizes = undefined;
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
    const usd = (offer && priceOf(usage, offer, terms, terms.service_tier)) ?? 0;
    await ask(budget.extend(id, { ttlMs: RESERVATION_MS, owed: { usd, tokens: usage.total_tokens } }));
    return true;
  }

  function estimate(): Usage | undefined {
    if (!held) return undefined;
    return plainUsage(held.expectedPrompt, counter?.expected ?? 0);
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

function withOutputLimit(request: ChatRequest, tokens: number): ChatRequest {
  const { max_tokens, max_completion_tokens } = request;
  const limited = { ...request };
  if (max_tokens != null) limited.max_tokens = tokens;
  if (max_completion_tokens != null || max_tokens == null) limited.max_completion_tokens = tokens;
  return limited;
}
