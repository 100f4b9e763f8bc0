import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { redactChat } from "../express.ts";
import { fakeDetectors as detectors } from "../test-support.ts";
import type { WithBody } from "./read-json-body.ts";

/** What handles a request that the middleware has let through. */
export type Handler = (request: IncomingMessage & WithBody, response: ServerResponse) => void;

/** Starts a server on a free port of this machine, until the test has finished. */
export async function listen(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A server with the middleware before a handler; `prepare` runs before both, like a body parser. */
export function serve(
  handler: Handler,
  { policy, prepare, ...limits }: { policy?: object; prepare?: Handler; maxAnswerBytes?: number } = {},
): Promise<string> {
  const middleware = redactChat({ ...policy }, { key: "project", detectors, ...limits });
  return listen((request, response) => {
    prepare?.(request, response);
    middleware(request, response, (error) => {
      if (error) throw error;
      handler(request, response);
    });
  });
}

export const QUESTION = "Write to ann@acme.com, SSN 123-45-6789.";

/** Posts a chat of one question. */
export function post(
  url: string,
  body: unknown = { messages: [{ role: "user", content: QUESTION }] },
  init: RequestInit = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...init,
  });
}

/** The question as a handler gets to see it. */
export function contentOf(request: WithBody): string {
  const { messages } = request.body as { messages: { content: string }[] };
  return messages[0]?.content ?? "";
}

/** An answer of one message. */
export function completion(content: string): string {
  return JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content } }] });
}

/** A chunk of an answer. */
export function chunk(content: string, reason: string | null = null): string {
  return JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] });
}

/** A chunk of an answer as an event. */
export function event(content: string, reason: string | null = null): string {
  return `data: ${chunk(content, reason)}\n\n`;
}

/** The message of an answer. */
export async function answered(response: Response): Promise<string | undefined> {
  return ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content;
}

/** The text in a stream of events. */
export function streamed(text: string): string {
  const data = text.split("\n").filter((line) => line.startsWith("data: {"));
  return data.map((line) => JSON.parse(line.slice(6)).choices[0].delta.content ?? "").join("");
}
