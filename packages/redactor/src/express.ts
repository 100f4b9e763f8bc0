import type { IncomingMessage, ServerResponse } from "node:http";
import { type ChatRedactorOptions, createChatRedactor } from "./chat/chat-redactor.ts";
import { narrowAcceptEncoding } from "./express/content-encoding.ts";
import { answerError, interceptAnswer } from "./express/intercept-answer.ts";
import { BodyFault, readJsonBody, type WithBody } from "./express/read-json-body.ts";
import { replaceBody } from "./express/replace-body.ts";
import type { PolicyOptions } from "./policy/define-policy.ts";
import type { Policy, Preset } from "./policy/policy.ts";
import { redactionCounts } from "./redaction-counts.ts";
import { RedactionError } from "./redaction-error.ts";

/** What the middleware can be given beside its policy. */
export interface RedactChatMiddlewareOptions extends ChatRedactorOptions {
  /** Whose request it is; findings are remembered for each tenant apart. Default: one tenant. */
  tenant?: (request: IncomingMessage) => string;
  /** The largest request body, in bytes. Default 33,554,432. */
  maxBodyBytes?: number;
  /** The largest answer that is not a stream, and the longest event of one, in bytes. Default 67,108,864. */
  maxAnswerBytes?: number;
}

const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;
const DEFAULT_MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** All others may carry a chat. */
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
export function redactChat(policy: PolicyOptions | Policy | Preset = {}, options: RedactChatMiddlewareOptions = {}) {
  const redactor = createChatRedactor(policy, options);
  const { tenant, maxBodyBytes = DEFAULT_MAX_BODY_BYTES, maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES } = options;

  async function handle(request: IncomingMessage & WithBody, response: ServerResponse): Promise<void> {
    const body = await readJsonBody(request, maxBodyBytes);
    const startedTick = performance.now();
    const redaction = await redactor.redactChat(body, { tenant: tenant?.(request) ?? "" });
    response.setHeader("x-hub-scan-ms", (performance.now() - startedTick).toFixed(2));
    const counts = Object.entries(redactionCounts(redaction.findings)).map(([type, count]) => `${type}=${count}`);
    if (counts.length > 0) response.setHeader("x-hub-redactions", counts.join(","));
    if (redaction.blocked) throw redaction.blocked;
    replaceBody(request, redaction.request);
    narrowAcceptEncoding(request);
    interceptAnswer(request, response, redaction, maxAnswerBytes);
  }

  return function redactChatMiddleware(
    request: IncomingMessage,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void {
    if (BODILESS_METHODS.has(request.method)) {
      next();
      return;
    }
    handle(request, response).then(
      () => next(),
      (error: unknown) => {
        if (BodyFault.isInstance(error) || RedactionError.isInstance(error))
          answerError(response, error.status, error.toEnvelope());
        else next(error);
      },
    );
  };
}
