import { CommandError } from "./command.ts";

/** Longest time for an answer to begin, in milliseconds. */
const TIMEOUT_MS = 30_000;

/** A request's query; what is `undefined` is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** The gateway's admin API, from outside. Everything throws CommandError where it does not succeed. */
export interface AdminClient {
  /** The gateway's address, without a path. */
  readonly url: string;
  get<Answer>(path: string, query?: Query): Promise<Answer>;
  send<Answer>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<Answer>;
  /** A file, while it arrives. */
  download(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
}

/** Talks to the gateway at `HUB_URL` with `HUB_ADMIN_KEY`. Neither is looked at before the first request. */
export function createAdminClient(environment: Readonly<Record<string, string | undefined>>): AdminClient {
  const url = (environment.HUB_URL || "http://127.0.0.1:8787").replace(/\/+$/, "");

  async function call(method: string, path: string, { query = {}, body }: { query?: Query; body?: object } = {}) {
    const key = environment.HUB_ADMIN_KEY;
    if (!key)
      throw new CommandError("HUB_ADMIN_KEY is not set. Set it to the admin key that the gateway was started with.");
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    const search = given.length > 0 ? `?${new URLSearchParams(Object.fromEntries(given))}` : "";
    return request(`${url}/admin/v1${path}${search}`, key, { method, body });
  }

  return {
    url,
    get: async (path, query) => read(await call("GET", path, { query: query ?? {} })),
    send: async (method, path, body) => read(await call(method, path, body && { body })),
    async download(path, query) {
      const response = await call("GET", path, { query: query ?? {} });
      if (!response.body) throw new CommandError("The gateway sent an empty answer. Try again.");
      return response.body;
    },
  };
}

/**
 * One request with a bearer key. It follows no redirect, which could take the key elsewhere.
 *
 * @throws CommandError also for answers that are errors, with what they say
 */
export async function request(
  url: string,
  key: string,
  { method, body }: { method: string; body?: object | undefined },
): Promise<Response> {
  if (!URL.canParse(url)) throw new CommandError(`HUB_URL is no address: it has to look like http://127.0.0.1:8787.`);
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
      body: body ? JSON.stringify(body) : null,
      redirect: "error",
      signal: timer.signal,
    });
  } catch (cause) {
    const { origin } = new URL(url);
    const remedy = `No gateway answers at ${origin}. Start it (\`npm start\`), or set HUB_URL to where it is.`;
    throw new CommandError(remedy, { cause });
  } finally {
    clearTimeout(timeout);
  }
  if (response.ok) return response;
  throw new CommandError(await reasonOf(response));
}

async function read<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new CommandError("What answers at HUB_URL is no gateway: it sent no JSON.", { cause });
  }
}

/** What the gateway says is wrong. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  try {
    const { error } = JSON.parse(text) as { error: { message: string } };
    if (typeof error.message === "string") return error.message;
  } catch {
    // What answers is no gateway, or something stands before it.
  }
  return `What answers at HUB_URL is no gateway, or an error page before it: status ${response.status}.`;
}
