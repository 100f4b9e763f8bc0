import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSeededRandom } from "../answer/seeded.ts";
import { type ParsedFaults, parseFaultDirective, parseFaults, type SandboxFaults } from "../faults.ts";
import type { AccessKey, ServiceAccount, VendorDefinition, VendorReply, VendorSimulator } from "../vendor.ts";
import { readBody } from "./read-body.ts";
import { createRequestLog, type SandboxRequest } from "./request-log.ts";
import { sendReply } from "./send-reply.ts";
import { wait, waitForAbort } from "./wait.ts";

/** Bodies above this many bytes are answered with 413. */
const maximumBodyBytes = 32 * 1024 * 1024;

/** A running simulated vendor. */
export interface SandboxVendor {
  /** The base URL as the vendor's own SDK understands it. */
  readonly baseUrl: string;
  /** The one key that is accepted; empty for vendors that take none unless told (`apiKeys`). */
  readonly apiKey: string;
  /** AWS's access key, for Bedrock. */
  readonly accessKey?: AccessKey | undefined;
  /** Google's service account, for Vertex. Its RSA key is made when it is first read. */
  readonly serviceAccount?: ServiceAccount | undefined;
  /** The location that paths name, for Vertex. */
  readonly location?: string | undefined;
  /** Faults of every request; set it at any time. */
  faults: SandboxFaults;
  /** Faults of the next `times` requests only (each consumes one), on top of the vendor's own. */
  failNext(faults: SandboxFaults, times?: number): void;
  /** The last 1,000 requests, oldest first. */
  readonly requests: readonly SandboxRequest[];
  /** Requests that are being answered now. */
  readonly openRequests: number;
  /** Forgets requests and faults. */
  clear(): void;
}

/** A vendor with the way to stop it. */
export interface RunningVendor {
  readonly vendor: SandboxVendor;
  close(): Promise<void>;
}

/** How a vendor's server is started. */
export interface StartVendorOptions {
  readonly host: string;
  readonly port: number;
  readonly apiKey: string;
  readonly accessKey: Partial<AccessKey>;
  readonly faults: SandboxFaults;
  readonly keepAliveTimeoutMs: number | undefined;
}

/** Starts one simulated vendor; rejects where the port cannot be taken. */
export async function startVendor(definition: VendorDefinition, options: StartVendorOptions): Promise<RunningVendor> {
  const log = createRequestLog();
  const queue: SandboxFaults[] = [];
  const state = { faults: options.faults, open: 0, sequence: 0 };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const receivedAt = performance.now();
    state.sequence += 1;
    state.open += 1;
    const sequence = state.sequence;
    const gone = new AbortController();
    let entry: SandboxRequest | undefined;
    response.once("close", () => {
      state.open -= 1;
      // A reason of our own spares the cost of an exception object.
      if (!response.writableFinished) gone.abort("the client's socket closed");
      if (entry === undefined) return;
      if (!response.writableFinished && entry.finishedAt === undefined) entry.closedByClientAt = performance.now();
      else entry.finishedAt ??= performance.now();
    });
    const path = request.url ?? "/";
    const [bare = "/", query] = path.split("?", 2);
    const aside = simulator.isSideEndpoint?.(bare) === true;
    const general = aside ? {} : { ...state.faults, ...queue.shift() };
    const method = request.method ?? "GET";
    const rawBytes = await readBody(request, maximumBodyBytes);
    const rawBody = rawBytes?.toString("utf8");
    const { body, problem } = parseBody(rawBody);
    entry = { method, path, headers: request.headers, body, rawBody: rawBody ?? "", receivedAt };
    log.add(entry);
    if (response.closed || response.destroyed) {
      entry.closedByClientAt = performance.now();
      return;
    }
    const asked = requestedFaults(simulator, request, body);
    const faults: SandboxFaults = { ...general, ...asked.faults };
    const random = createSeededRandom(rawBody ?? "");
    await wait(
      (faults.latencyMs ?? 0) + (faults.latencyMs === undefined ? 0 : (faults.jitterMs ?? 0) * random()),
      gone.signal,
    );
    if (faults.stallBeforeHeaders === true) await waitForAbort(gone.signal);
    if (gone.signal.aborted) return;
    if (faults.closeSocketBeforeResponse === true) {
      entry.finishedAt = performance.now();
      response.destroy();
      return;
    }
    const reply = replyTo();
    entry.status = faults.html === true ? (faults.status ?? 502) : reply.kind === "json" ? reply.status : 200;
    const headers = simulator.headers(sequence, entry.status);
    const logged = entry;
    const onCut = () => {
      logged.finishedAt = performance.now();
    };
    await sendReply(response, reply, { faults, headers, signal: gone.signal, random, onCut });

    function replyTo(): VendorReply {
      if (rawBytes === undefined || rawBody === undefined) return simulator.failure(413, undefined, bare);
      if (asked.problem !== undefined) return simulator.failure(400, asked.problem, bare);
      if (faults.status !== undefined && faults.status >= 300) return simulator.failure(faults.status, undefined, bare);
      return simulator.handle({
        method,
        path: bare,
        query: new URLSearchParams(query),
        headers: request.headers,
        body,
        rawBody,
        rawBytes,
        bodyProblem: problem,
        apiKey: options.apiKey,
        faults,
        now: Math.floor(Date.now() / 1_000),
      });
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The client broke off its request, or a defect of the sandbox: the second must not look like a vendor's fault.
      if (response.headersSent || request.destroyed) return response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      response.statusCode = 500;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ error: { message: `The sandbox failed: ${message}`, type: "sandbox_defect" } }));
    });
  });
  if (options.keepAliveTimeoutMs !== undefined) {
    server.keepAliveTimeout = options.keepAliveTimeoutMs;
    // Node adds a second of grace by default; tests of keep-alive races need the moment itself.
    server.keepAliveTimeoutBuffer = 0;
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Its credentials are its own: in a process of node:cluster, others must not get its requests.
    server.listen({ port: options.port, host: options.host, exclusive: true }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;

  const origin = `http://${host}:${port}`;
  const { apiKey, accessKey } = options;
  const simulator = definition.createSimulator({ origin, apiKey, accessKey });

  const vendor: SandboxVendor = {
    baseUrl: `${origin}${definition.basePath}`,
    apiKey,
    accessKey: simulator.credentials?.accessKey,
    get serviceAccount() {
      return simulator.credentials?.serviceAccount;
    },
    location: simulator.credentials?.location,
    get faults() {
      return state.faults;
    },
    set faults(faults) {
      state.faults = faults;
    },
    failNext(faults, times = 1) {
      for (let index = 0; index < times; index += 1) queue.push(faults);
    },
    requests: log.entries,
    get openRequests() {
      return state.open;
    },
    clear() {
      log.clear();
      queue.length = 0;
      state.faults = {};
    },
  };
  return {
    vendor,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parseBody(rawBody: string | undefined): { body: unknown; problem: string | undefined } {
  if (rawBody === undefined || rawBody === "") return { body: undefined, problem: "The body is empty." };
  try {
    return { body: JSON.parse(rawBody), problem: undefined };
  } catch (error) {
    return { body: undefined, problem: error instanceof Error ? error.message : "The body is not JSON." };
  }
}

/** Faults of one request: its `x-sandbox-faults` header, then the directive in its last user message. */
function requestedFaults(
  simulator: VendorSimulator,
  request: IncomingMessage,
  body: unknown,
): { faults: SandboxFaults; problem: string | undefined } {
  const header = request.headers["x-sandbox-faults"];
  const sources: [string, ParsedFaults | undefined][] = [
    ["The header x-sandbox-faults", typeof header === "string" ? parseFaults(header) : undefined],
    ["The [[sandbox …]] directive", parseFaultDirective(simulator.lastUserText(body))],
  ];
  let faults: SandboxFaults = {};
  for (const [name, parsed] of sources) {
    if (parsed?.problem !== undefined) return { faults: {}, problem: `${name} cannot be used: ${parsed.problem}` };
    faults = { ...faults, ...parsed?.faults };
  }
  return { faults, problem: undefined };
}
