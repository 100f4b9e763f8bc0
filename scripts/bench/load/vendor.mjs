// A simulated vendor that answers every chat request with the same bytes, so that what is measured is the proxy and not
// the vendor. How it answers, it is told by a line of JSON on standard input, which it acknowledges with another.
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const INSTANT = {
  /** Time before the answer begins, in milliseconds. */
  delayMs: 0,
  /** Events of a stream that hold text, and the time between two of them. */
  chunks: 200,
  chunkDelayMs: 0,
  /** Whether streams say again what stands in the prompt in the place of an address. */
  echo: false,
  /** Whether streams say their last word again and again, until they are told otherwise. */
  held: false,
  /** Every so many-th request is answered with an error; 0 is none. */
  failEvery: 0,
};
const ADDRESS = "jane.doe@example.com";
const PLACEHOLDER = /\[\[EMAIL_ADDRESS_\d+\.[0-9a-f]+\]\]/;

const base = { id: "chatcmpl-bench", created: 1_700_000_000, model: "gpt-4.1-mini-2025-04-14" };
const usage = { prompt_tokens: 250, completion_tokens: 200, total_tokens: 450 };
const completion = JSON.stringify({
  ...base,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: {
        role: "assistant",
        content: "The quick brown fox jumps over the lazy dog. ".repeat(20),
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage,
  service_tier: "default",
  system_fingerprint: "fp_bench",
});

function event(choices, extra) {
  return `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...extra })}\n\n`;
}

function textEvent(content) {
  return event([{ index: 0, delta: { content }, logprobs: null, finish_reason: null }], { usage: null });
}

function eventsOf({ chunks }) {
  const choice = (delta, finish_reason) => [{ index: 0, delta, logprobs: null, finish_reason }];
  return [
    event(choice({ role: "assistant", content: "", refusal: null }, null), { usage: null }),
    ...Array.from({ length: chunks }, (_, index) => textEvent(` word${index}`)),
    event(choice({}, "stop"), { usage: null }),
    `${event([], { usage })}data: [DONE]\n\n`,
  ];
}

let manner = INSTANT;
let events = eventsOf(manner);
let requests = 0;

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  const pieces = [];
  request.on("data", (piece) => pieces.push(piece));
  request.on("end", () => {
    const { delayMs, failEvery } = manner;
    requests++;
    if (failEvery > 0 && requests % failEvery === 0) return fail(response);
    const body = Buffer.concat(pieces);
    if (delayMs > 0) setTimeout(answer, delayMs, body, response);
    else answer(body, response);
  });
});

function answer(body, response) {
  // Some gateways put a space behind the colon.
  if (body.includes('"stream":true') || body.includes('"stream": true')) stream(body, response);
  else whole(response);
}

function fail(response) {
  response.writeHead(500, { "content-type": "application/json" });
  response.end('{"error":{"message":"As told.","type":"server_error","param":null,"code":null}}');
}

function whole(response) {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(completion) });
  response.end(completion);
}

function stream(body, response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const { chunkDelayMs, echo } = manner;
  const said = echo ? withAddress(body) : events;
  let next = 0;
  const writeOn = () => {
    while (next < said.length && !response.destroyed) {
      if (manner.held && next === said.length - 2) next--;
      response.write(said[next++]);
      if (chunkDelayMs > 0) return setTimeout(writeOn, chunkDelayMs);
    }
    response.end();
  };
  writeOn();
}

/** In the place of the second half: an address in two pieces, as it stands in the prompt, every twenty events. */
function withAddress(body) {
  const address = PLACEHOLDER.exec(body.toString("latin1"))?.[0] ?? ADDRESS;
  const middle = address.length >> 1;
  const said = [...events];
  for (let index = 10; index + 1 < said.length - 2; index += 20) {
    said[index] = textEvent(` ${address.slice(0, middle)}`);
    said[index + 1] = textEvent(address.slice(middle));
  }
  return said;
}

server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
for await (const line of createInterface({ input: process.stdin })) {
  manner = { ...INSTANT, ...JSON.parse(line) };
  events = eventsOf(manner);
  console.log(JSON.stringify({ manner }));
}
