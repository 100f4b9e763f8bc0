// An instant simulated vendor: answers every chat request at once with the same bytes, so that what is measured is
// the proxy and not the vendor. Streams have STREAM_CHUNKS chunks; with CHUNK_DELAY_MS they are paced.
import { createServer } from "node:http";

const CHUNKS = Number(process.env.STREAM_CHUNKS ?? 200);
const DELAY_MS = Number(process.env.CHUNK_DELAY_MS ?? 0);
const base = { id: "chatcmpl-bench", created: 1_700_000_000, model: "gpt-4.1-mini-2025-04-14" };
const usage = { prompt_tokens: 250, completion_tokens: 200, total_tokens: 450 };
const text = "The quick brown fox jumps over the lazy dog. ".repeat(20);

const completion = JSON.stringify({
  ...base,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: text, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage,
  service_tier: "default",
  system_fingerprint: "fp_bench",
});

const event = (choices, extra) =>
  `data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", choices, ...extra })}\n\n`;
const delta = (delta, finish_reason = null) => [{ index: 0, delta, logprobs: null, finish_reason }];
const events = [
  event(delta({ role: "assistant", content: "", refusal: null }), { usage: null }),
  ...Array.from({ length: CHUNKS - 2 }, (_, index) => event(delta({ content: ` word${index}` }), { usage: null })),
  event(delta({}, "stop"), { usage: null }),
  `${event([], { usage })}data: [DONE]\n\n`,
];

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let streams = false;
  request.on("data", (piece) => {
    streams ||= piece.includes('"stream":true');
  });
  request.on("end", () => (streams ? stream(response) : whole(response)));
});

function whole(response) {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(completion) });
  response.end(completion);
}

function stream(response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  let next = 0;
  const writeOn = () => {
    while (next < events.length && !response.destroyed) {
      response.write(events[next++]);
      if (DELAY_MS > 0) return setTimeout(writeOn, DELAY_MS);
    }
    response.end();
  };
  writeOn();
}

server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
