// What hiding personal data costs where conversations are known: all of their texts were seen before and their findings
// are remembered. Many conversations take turns, since placeholders differ from one to the next, and whatever is
// prepared for one of them has to be prepared again. Reading and writing JSON is not measured.
import { createChatRedactor } from "../../../packages/redactor/dist/chat/index.js";
import { variedText } from "../load/varied-text.mjs";

/** Characters of a conversation, and of each of its messages. */
const SIZES = [
  { size: 1_000, messageLength: 250 },
  { size: 10_000, messageLength: 800 },
];
const CONVERSATIONS = 200;
const ANSWER_LENGTH = 900;
const DELTA_LENGTH = 5;
const PLAIN_WORDS = "The place was full of things that nobody had asked for and some of them were old. ";

/**
 * CPU time of requests, whole answers and streamed chunks, by size of the conversations and by what is in them: the least
 * of so many rounds.
 */
export async function measureChatRedaction({ rounds = 40 } = {}) {
  const corpus = variedText(CONVERSATIONS * 10_000, 17);
  const texts = {
    plain: (number, size) => `Chapter ${number}. ${PLAIN_WORDS.repeat(size / PLAIN_WORDS.length)}`,
    "with values": (number, size) => corpus.slice(number * size, (number + 1) * size),
  };
  const rows = [];
  for (const { size, messageLength } of SIZES) {
    for (const [kind, textOf] of Object.entries(texts)) {
      const bodies = Array.from({ length: CONVERSATIONS }, (_, number) =>
        JSON.stringify(conversationOf(textOf(number, size), messageLength)),
      );
      rows.push({ size, kind, ...(await measure(bodies, rounds)) });
    }
  }
  return rows;
}

function conversationOf(text, messageLength) {
  const messages = [];
  for (let start = 0; start < text.length; start += messageLength) {
    const role = start === 0 ? "system" : messages.length % 2 === 1 ? "user" : "assistant";
    messages.push({ role, content: text.slice(start, start + messageLength) });
  }
  return { model: "gpt-4.1-mini", temperature: 0.5, messages };
}

async function measure(bodies, rounds) {
  const least = leastOf(rounds);
  const redactor = createChatRedactor("balanced", { key: "bench", reportOutput: false });
  const redactions = [];
  for (const body of bodies) redactions.push(await redactor.redactChat(JSON.parse(body)));
  const said = redactions.map(({ request }) => request.messages.map(({ content }) => content).join(" "));
  const answers = said.map((text) => JSON.stringify(completionOf(text.slice(0, ANSWER_LENGTH))));
  const events = said.map((text) =>
    Array.from(text.slice(0, ANSWER_LENGTH).matchAll(new RegExp(`[^]{1,${DELTA_LENGTH}}`, "g")), ([content]) =>
      JSON.stringify(chunkOf({ content })),
    ),
  );
  const chunkCount = events.reduce((count, own) => count + own.length, 0) / events.length;
  return {
    findings: redactions.reduce((count, { findings }) => count + findings.length, 0) / redactions.length,
    requestMicroseconds: await least(
      bodies,
      (body) => JSON.parse(body),
      (request) => redactor.redactChat(request),
    ),
    bothMicroseconds: await least(
      bodies.map((body, number) => `[${body},${answers[number]}]`),
      (both) => JSON.parse(both),
      async ([request, answer]) => (await redactor.redactChat(request)).restoreCompletion(answer),
    ),
    chunkNanoseconds:
      (1_000 / chunkCount) *
      (await least(
        events.map((own, number) => ({ own, redaction: redactions[number] })),
        ({ own, redaction }) => ({ redaction, chunks: own.map((event) => JSON.parse(event)) }),
        ({ redaction, chunks }) => {
          const restorer = redaction.restoreChunks();
          for (const chunk of chunks) restorer.push(chunk);
          restorer.end();
        },
      )),
  };
}

const chunkOf = (delta) => ({
  id: "chatcmpl-bench",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "gpt-4.1-mini",
  choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
  usage: null,
});
const completionOf = (content) => ({
  id: "chatcmpl-bench",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "gpt-4.1-mini",
  choices: [
    { index: 0, message: { role: "assistant", content, refusal: null }, logprobs: null, finish_reason: "stop" },
  ],
  usage: { prompt_tokens: 250, completion_tokens: 200, total_tokens: 450 },
});

/** CPU time of one piece of work in microseconds, the least of several rounds: what else runs can only add to it. */
const leastOf = (rounds) => async (items, prepare, work) => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    // Fresh from JSON.parse, as in a gateway.
    const inputs = items.map(prepare);
    const used = process.cpuUsage();
    for (const input of inputs) await work(input);
    const { user, system } = process.cpuUsage(used);
    best = Math.min(best, (user + system) / inputs.length);
  }
  return best;
};
