import type { ServerResponse } from "node:http";

/**
 * Puts something before a response's end: the last bytes leave when it has resolved. Where it rejects, `onFailure` takes
 * over the response, if nothing of it has been sent; otherwise the connection is closed, so that nobody takes the
 * answer for whole.
 */
export function settleBeforeEnd(
  response: ServerResponse,
  settle: () => Promise<void>,
  onFailure: (error: unknown) => void,
): void {
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  let isEnding = false;

  async function settleAndEnd(given: unknown[]): Promise<void> {
    const answer = { status: response.statusCode, headers: response.getHeaders() };
    try {
      await settle();
    } catch (error) {
      Object.assign(response, { end });
      if (response.headersSent) response.destroy();
      onFailure(error);
      return;
    }
    // A handler that fails after its answer makes its framework prepare another one.
    if (!response.headersSent) {
      response.statusCode = answer.status;
      for (const name of response.getHeaderNames()) if (!(name in answer.headers)) response.removeHeader(name);
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined) response.setHeader(name, value);
    }
    end(...given);
  }

  function endLater(...given: unknown[]): ServerResponse {
    if (!isEnding) {
      isEnding = true;
      void settleAndEnd(given);
    }
    return response;
  }
  Object.assign(response, { end: endLater });
}
