import { request } from "node:http";

/** An answer, read to its end; `status` 0 where the connection broke. */
export interface Answer {
  status: number;
  code: string | undefined;
  id: string;
  retryAfter: string | undefined;
  /** nano-USD */
  cost: number;
  /** In milliseconds. */
  took: number;
  text: string;
}

/** What is asked, and of whom. */
export interface Question {
  port: number;
  path: string;
  key: string;
  body: object | undefined;
  headers: Readonly<Record<string, string>>;
}

const NANO_PER_USD = 1_000_000_000;

/** Asks on a connection of its own. Never rejects. */
export function ask({ port, path, key, body, headers }: Question): Promise<Answer> {
  const began = performance.now();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const end = (found: Partial<Answer>) =>
    resolve({
      status: 0,
      code: undefined,
      id: "",
      retryAfter: undefined,
      cost: 0,
      text: "",
      took: performance.now() - began,
      ...found,
    });
  const sent = request(
    {
      host: "127.0.0.1",
      port,
      path,
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      agent: false,
    },
    (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => {
        text += piece;
      });
      response.on("error", () => end({}));
      response.on("end", () =>
        end({
          status: response.statusCode ?? 0,
          code: /"code":"(\w+)"/.exec(text)?.[1],
          id: String(response.headers["x-hub-correlation-id"]),
          retryAfter: response.headers["retry-after"],
          cost: Math.round(Number(response.headers["x-hub-cost-usd"] ?? 0) * NANO_PER_USD),
          text,
        }),
      );
    },
  );
  sent.on("error", () => end({}));
  sent.end(body && JSON.stringify(body));
  return promise;
}
