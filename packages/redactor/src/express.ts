import type { IncomingMessage, ServerResponse } from "node:http";
import { type ChatRedactorOptions, createChatRedactor } from "./chat/chat-redactor.ts";
import { prepareError } from "./express/answer-error.ts";
import { narrowAcceptEncoding } from "./express/content-encoding.ts";
import { interceptAnswer } from "./express/intercept-answer.ts";
import { BodyFault, readJsonBody, type WithBody } from "./express/read-json-body.ts";
import { replaceBody } from "./express/replace-body.ts";
import type { PolicyOptions } from "./policy/define-policy.ts";
import type { Policy, Preset } from "./policy/policy.ts";
import { redactionCounts } from "./redaction-counts.ts";
import { RedactionError } from "./redaction-error.ts";

/** What the middleware can be given beside its policy. */
export interface RedactChatMiddlewareOptions<Request extends IncomingMessage = IncomingMessage>
  extends Omit<ChatRedactorOptions, "reportOutput"> {
  /** Whose request it is; findings are remembered for each tenant apart. Default: one tenant. */
  tenant?: (request: Request) => string;
  /** The largest request body, in bytes. Default 33,554,432. */
  maxBodyBytes?: number;
  /** The largest answer that is not a stream, and the longest event of one, in bytes. Default 67,108,864. */
  maxAnswerBytes?: number;
}

const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;
const DEFAULT_MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** All others carry a chat. */
const BODILESS_METHODS: ReadonlySet<string | undefined> = new Set(["GET", "HEAD", "OPTIONS", "DELETE", "TRACE"]);

/**
 * Express middleware (4 and 5; any framework with its calling convention) that hides what must not leave from a chat
 * request before the next handler sees it, and puts the values back into the answer on its way out, JSON or events,
 * whichever handler or proxy wrote it.
 *
 * @example
 * app.post("/v1/chat/completions", redactChat("balanced", { key }), proxy);
 * @throws RedactionError `invalid_policy`
 */
export function redactChat<Request extends IncomingMessage>(
  policy: PolicyOptions | Policy | Preset = {},
  options: RedactChatMiddlewareOptions<Request> = {},
) {
  const { tenant, maxBodyBytes = DEFAULT_MAX_BODY_BYTES, maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES } = options;
  // Nobody hears of what the model says by itself, so nobody looks at it where the policy changes none of it.
  const redactor = createChatRedactor(policy, { ...options, reportOutput: false });

  async function handle(request: Request & WithBody, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request, maxBodyBytes);
    const startedTick = performance.now();
    const redaction = await redactor.redactChat(body, { tenant: tenant?.(request) ?? "" });
    response.setHeader("x-hub-scan-ms", (performance.now() - startedTick).toFixed(2));
    const counts = Object.entries(redactionCounts(redaction.findings)).map(([type, count]) => `${type}=${count}`);
    if (counts.length > 0) response.setHeader("x-hub-redactions", counts.join(","));
    if (redaction.blocked) throw redaction.blocked;
    replaceBody(request, redaction.request);
    // There is nothing to put back: the answer passes byte for byte.
    if (redaction.isIdle) return;
    narrowAcceptEncoding(request);
    interceptAnswer(request, response, redaction, maxAnswerBytes);
  }

  return function redactChatMiddleware(
    request: Request,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    if (isBodiless(request)) {
      next();
      return;
    }
    let hasLeft = response.destroyed;
    const leave = () => {
      hasLeft = true;
    };
    response.once("close", leave);
    handle(request, response).then(
      () => {
        response.off("close", leave);
        // What comes next would wait for a caller to leave who is gone already.
        if (!hasLeft) next();
      },
      (error: unknown) => {
        if (hasLeft) return;
        if (BodyFault.isInstance(error) || RedactionError.isInstance(error)) refuse(request, response, error);
        else next(error);
      },
    );
  };
}

function isBodiless({ method, headers }: IncomingMessage): boolean {
  const hasBody = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  return BODILESS_METHODS.has(method) && !hasBody;
}

/** Answers with an error, and takes what is left of the body, so that the caller gets to read why. */
function refuse(request: IncomingMessage, response: ServerResponse, error: BodyFault | RedactionError): void {
  response.end(prepareError(response, error.status, error.toEnvelope()));
  request.resume();
}
