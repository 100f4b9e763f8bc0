import { setTimeout as sleep } from "node:timers/promises";
import { WebhookError, type WebhookMessage, type WebhookSender } from "./webhook-endpoint.ts";

/** How deliveries are tried. */
export interface DeliveryOptions {
  /** Most attempts. */
  attempts: number;
  /** The first pause, in milliseconds; each further one is four times as long. Up to half of each is left out at random. */
  retryMs: number;
  now(): number;
  /** Aborted when there is time for one last attempt. */
  closing: AbortSignal;
  /** Aborted when there is none left. */
  closed: AbortSignal;
  /** Runs an attempt when it is its turn. */
  inTurn<T>(attempt: () => Promise<T>): Promise<T>;
}

const GROWTH = 4;
const LONGEST_PAUSE_MS = 600_000;
const GONE = 410;

/** The longest that a delivery takes once it is its turn, in milliseconds. */
export function longestDeliveryMs(attempts: number, retryMs: number, timeoutMs: number): number {
  let longest = timeoutMs;
  for (let attempt = 1; attempt < attempts; attempt++) longest += pauseMs(retryMs, attempt) + timeoutMs;
  return longest;
}

function pauseMs(retryMs: number, attempt: number): number {
  return Math.min(retryMs * GROWTH ** (attempt - 1), LONGEST_PAUSE_MS);
}

/** How a delivery went: without a reason, well. */
export interface DeliveryResult {
  attempts: number;
  reason?: string;
}

/** Sends a message until it arrives: anything but a 2xx is tried again, save a 410, which asks for no more. */
export async function deliver(
  message: WebhookMessage,
  sender: WebhookSender,
  { attempts, retryMs, now, closing, closed, inTurn }: DeliveryOptions,
): Promise<DeliveryResult> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt >= attempts || closing.aborted;
    const status = await inTurn(() => sender.send(message, now(), closed)).catch(reasonOf);
    if (typeof status === "number" && status >= 200 && status < 300) return { attempts: attempt };
    if (isLast || closed.aborted || status === GONE) {
      return { attempts: attempt, reason: typeof status === "number" ? `status ${status}` : status };
    }
    await sleep(pauseMs(retryMs, attempt) * (1 - Math.random() / 2), undefined, { signal: closing, ref: false }).catch(
      () => {},
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof WebhookError ? error.message : "no answer";
}
