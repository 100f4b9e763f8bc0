import { type ChatRequest, HubError } from "@hub/protocol";

/**
 * For vendors that give one answer to a request, in text.
 *
 * @throws HubError `unsupported_parameter` for several answers, and for answers that are spoken or painted
 */
export function assertOneTextAnswer({ n, modalities, audio }: ChatRequest, vendor: string): void {
  const refuse = (param: string, why: string) => new HubError("unsupported_parameter", why, { param });
  if (n && n > 1) throw refuse("n", `${vendor} gives one answer per request: leave 'n' out, or send 1.`);
  if (modalities?.some((name) => name !== "text")) throw refuse("modalities", `${vendor} answers in text only.`);
  if (audio) throw refuse("audio", `${vendor} answers in text only.`);
}
