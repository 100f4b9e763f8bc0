import type { IncomingMessage, ServerResponse } from "node:http";
import type { HubResponse } from "@hub/core";
import { HubError } from "@hub/protocol";
import { answerRequest } from "../admin/answer-request.ts";
import type { Metrics } from "./create-metrics.ts";
import { mayReadMetrics } from "./may-read-metrics.ts";

/**
 * Answers `GET /metrics`: with the metrics, or with why not. Never throws.
 *
 * @param adminKey who knows it may see them from anywhere
 */
export function answerMetrics(
  metrics: Pick<Metrics, "contentType" | "render">,
  adminKey: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  async function work(): Promise<HubResponse> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new HubError("method_not_allowed", `/metrics takes GET, not ${request.method}.`);
    }
    if (!mayReadMetrics(request, adminKey)) {
      const remedy = "Metrics are for this machine, or send `Authorization: Bearer <the value of HUB_ADMIN_KEY>`.";
      throw new HubError("invalid_api_key", remedy);
    }
    return { status: 200, headers: { "content-type": metrics.contentType }, body: await metrics.render() };
  }
  answerRequest(request, response, work, {});
}
