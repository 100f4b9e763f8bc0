import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A vendor in OpenAI's format that says what a test tells it to, when the test tells it: no test has to guess times. */
export interface HandDrivenVendor {
  baseUrl: string;
  /** Waits for the next chat request. */
  nextRequest(): Promise<HandDrivenAnswer>;
  close(): Promise<void>;
}

/** The streamed answer to one request. */
export interface HandDrivenAnswer {
  /** Sends one chunk with this text. The first one sends the headers as well. */
  say(text: string): void;
  /** Sends the finish reason and `[DONE]`. */
  finish(): void;
  /** Resolves when the connection has closed, whoever closed it. */
  closed: Promise<unknown>;
}

/** Starts it on a free port of loopback. */
export async function startHandDrivenVendor(): Promise<HandDrivenVendor> {
  const arrived: HandDrivenAnswer[] = [];
  const waiting: ((answer: HandDrivenAnswer) => void)[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const answer = answerOf(response);
      const next = waiting.shift();
      if (next) next(answer);
      else arrived.push(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    nextRequest: async () => arrived.shift() ?? new Promise((resolve) => void waiting.push(resolve)),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerOf(response: ServerResponse): HandDrivenAnswer {
  const send = (delta: object, finish_reason: string | null) => {
    if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
    const choices = [{ index: 0, delta, finish_reason }];
    const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4.1-mini", choices };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  return {
    say: (content) => send(response.headersSent ? { content } : { role: "assistant", content }, null),
    finish() {
      send({}, "stop");
      response.end("data: [DONE]\n\n");
    },
    closed: once(response, "close"),
  };
}
