// What a request of several messages takes under the policy `balanced`, in µs of processor time: one whose texts were
// never seen, one whose texts were all seen before, its answer, and a chunk of a streamed answer. Given two built copies
// of the package, both are measured in turns in one process, and their ratio is what to believe on a busy machine.
// Run after a build: node --single-threaded-gc packages/redactor/scripts/bench-chat.mjs [dist/chat of another build]
import { pathToFileURL } from "node:url";
import { print } from "./lib/print.mjs";
import { processorMicroseconds } from "./lib/processor-time.mjs";
import { variedText } from "./lib/varied-text.mjs";

const MESSAGES = 4;
const SIZES = [1_000, 10_000];
const CONVERSATIONS = 400;
const CONVERSATIONS_A_ROUND = 100;
const ROUNDS = 60;
const WARM_UP_ROUNDS = 20;
const ANSWER_LENGTH = 900;
const DELTA = /[\s\S]{1,5}/g;

const own = await import("@hub/redactor/chat");
const other = process.argv[2] && (await import(pathToFileURL(process.argv[2]).href));
const corpus = variedText(CONVERSATIONS * Math.max(...SIZES));

for (const size of SIZES) {
  const bodies = Array.from({ length: CONVERSATIONS }, (_, number) =>
    JSON.stringify(conversationOf(corpus.slice(number * size, (number + 1) * size))),
  );
  const subjects = await Promise.all([own, ...(other ? [other] : [])].map((module) => subjectOf(module, bodies)));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const first = (round * CONVERSATIONS_A_ROUND) % CONVERSATIONS;
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const times = await subject.measure(first, first + CONVERSATIONS_A_ROUND);
      if (round >= WARM_UP_ROUNDS) subject.rounds.push(times);
    }
  }
  for (const name of Object.keys(subjects[0].rounds[0])) report(size, name, subjects);
}

function report(size, name, subjects) {
  const [times, others] = subjects.map(({ rounds }) => rounds.map((round) => round[name]));
  const ratio = others ? `  of the other: ${median(times.map((time, round) => time / others[round])).toFixed(2)}` : "";
  print(
    `${String(size).padStart(6)} characters  ${name.padEnd(10)} ${median(times).toFixed(2).padStart(8)} µs${ratio}`,
  );
}

async function subjectOf({ createChatRedactor }, bodies) {
  const create = () => createChatRedactor("balanced", { key: "bench", reportOutput: false });
  const knowing = create();
  const redactions = [];
  for (const body of bodies) redactions.push(await knowing.redactChat(JSON.parse(body)));
  const said = redactions.map(({ request }) =>
    request.messages
      .map(({ content }) => content)
      .join(" ")
      .slice(0, ANSWER_LENGTH),
  );
  return {
    rounds: [],
    async measure(from, to) {
      const requests = () => bodies.slice(from, to).map((body) => JSON.parse(body));
      const unknowing = create();
      const answers = said.slice(from, to).map((content) => JSON.parse(JSON.stringify(completionOf(content))));
      const streams = said.slice(from, to).map((content) => content.match(DELTA).map(chunkOf));
      const asked = redactions.slice(from, to);
      return {
        "never seen": await meanTime(requests(), (request) => unknowing.redactChat(request)),
        known: await meanTime(requests(), (request) => knowing.redactChat(request)),
        answer: await meanTime(answers, (answer, index) => asked[index].restoreCompletion(answer)),
        chunk: (await meanTime(streams, (chunks, index) => restoreAll(asked[index], chunks))) / meanLength(streams),
      };
    },
  };
}

function restoreAll(redaction, chunks) {
  const restorer = redaction.restoreChunks();
  for (const chunk of chunks) restorer.push(chunk);
  restorer.end();
}

async function meanTime(items, work) {
  const start = processorMicroseconds();
  for (const [index, item] of items.entries()) await work(item, index);
  return (processorMicroseconds() - start) / items.length;
}

function meanLength(lists) {
  return lists.reduce((sum, { length }) => sum + length, 0) / lists.length;
}

function median(numbers) {
  return numbers.toSorted((first, second) => first - second)[Math.floor(numbers.length / 2)];
}

function conversationOf(text) {
  const length = Math.ceil(text.length / MESSAGES);
  const messages = Array.from({ length: MESSAGES }, (_, index) => ({
    role: ["system", "user", "assistant", "user"][index],
    content: text.slice(index * length, (index + 1) * length),
  }));
  return { model: "gpt-4.1-mini", temperature: 0.5, messages };
}

function completionOf(content) {
  return { id: "bench", object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content } }] };
}

function chunkOf(content) {
  const choices = [{ index: 0, delta: { content }, finish_reason: null }];
  return { id: "bench", object: "chat.completion.chunk", choices };
}
