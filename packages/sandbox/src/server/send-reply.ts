import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SeededRandom } from "../answer/seeded.ts";
import type { SandboxFaults } from "../faults.ts";
import type { VendorReply } from "../vendor.ts";
import { createBodyWriter } from "./body-writer.ts";
import { wait, waitForAbort } from "./wait.ts";

/** How a reply is sent. */
export interface SendOptions {
  readonly faults: SandboxFaults;
  /** Headers of the vendor; faults may replace some. */
  readonly headers: Record<string, string | string[]>;
  /** Fires when the client's socket closed. */
  readonly signal: AbortSignal;
  readonly random: SeededRandom;
  /** Called just before a fault destroys the socket. */
  readonly onCut: () => void;
}

const page = `<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>cloudflare</center>
</body>
</html>
`;

/** Writes a reply with all its faults; resolves when it is sent, cut, or the client is gone. */
export async function sendReply(response: ServerResponse, reply: VendorReply, options: SendOptions): Promise<void> {
  const { faults } = options;
  for (const [name, value] of Object.entries(options.headers)) response.setHeader(name, value);
  if (reply.kind === "json") {
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  }
  if (faults.retryAfter !== undefined) response.setHeader("retry-after", faults.retryAfter);
  const status = reply.kind === "json" ? reply.status : 200;
  if (faults.html === true) return sendText(response, faults.status ?? 502, "text/html", htmlPage(faults), options);
  if (faults.emptyBody === true) {
    response.statusCode = status;
    setFaultHeaders(response, faults);
    response.setHeader("content-length", 0);
    response.end();
    return;
  }
  if (reply.kind === "json") return sendText(response, status, "application/json", JSON.stringify(reply.body), options);
  return sendStream(response, reply, options);
}

function htmlPage(faults: SandboxFaults): string {
  return faults.status === undefined ? page : page.replaceAll("502 Bad Gateway", `${faults.status} Error`);
}

function setFaultHeaders(response: ServerResponse, faults: SandboxFaults): void {
  for (const [name, value] of Object.entries(faults.headers ?? {})) response.setHeader(name, value);
}

async function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
  options: SendOptions,
): Promise<void> {
  response.statusCode = status;
  response.setHeader("content-type", contentType);
  response.setHeader("content-length", Buffer.byteLength(text));
  setFaultHeaders(response, options.faults);
  const writer = createBodyWriter(response, options);
  await writer.write(text);
  await writer.end();
}

/** Events that are sent without giving the event loop a turn. */
const eventsPerTurn = 64;

async function sendStream(
  response: ServerResponse,
  reply: VendorReply & { kind: "stream" },
  options: SendOptions,
): Promise<void> {
  const { faults, signal, random } = options;
  const { format } = reply;
  response.statusCode = 200;
  response.setHeader("content-type", format.contentType);
  response.setHeader("cache-control", "no-cache");
  setFaultHeaders(response, faults);
  response.flushHeaders();
  const writer = createBodyWriter(response, options);
  // Binary frames have no byte order mark.
  if (faults.bom === true && format.contentType.startsWith("text/")) await writer.write("\ufeff");
  let number = 0;
  let pings = 0;
  for (const event of reply.events) {
    number += 1;
    if (faults.stallAfterEvents !== undefined && number > faults.stallAfterEvents) {
      await writer.flush();
      return waitForAbort(signal);
    }
    if (faults.chunkDelayMs !== undefined && number > 1) {
      await writer.flush();
      await wait(faults.chunkDelayMs + (faults.jitterMs ?? 0) * random(), signal);
    }
    if (number === faults.errorEventAt) {
      await writer.write(format.frame(reply.failure, faults));
      break;
    }
    if (number === faults.malformedEventAt) {
      const half = event.data.slice(0, Math.max(1, Math.floor(event.data.length / 2)));
      await writer.write(format.frame({ ...event, data: half }, faults));
    }
    const flawed = number === faults.wrongChecksumAt ? format.frameWithWrongChecksum?.(event) : undefined;
    await writer.write(flawed ?? format.frame(event, faults));
    if (pings < (faults.pings ?? 0)) {
      pings += 1;
      await writer.write(format.ping(faults));
    }
    if (number % eventsPerTurn === 0) await nextTurn();
    if (signal.aborted || writer.cut) return;
  }
  if (format.end !== undefined) await writer.write(format.end);
  await writer.end();
}
