// What translation costs, without a network: each vendor's wire format at work on a request of 1 KB, on its answer, and
// on the chunks of a streamed one. The answers are the simulated vendors' own bytes.
import { createSseDecoder } from "../../../packages/protocol/dist/index.js";
import { openAICompatibleWireFormat } from "../../../packages/provider/dist/index.js";
import { anthropicWireFormat, createAnthropic } from "../../../packages/provider-anthropic/dist/index.js";
import { bedrockWireFormat, createBedrock } from "../../../packages/provider-bedrock/dist/index.js";
import { createDeepInfra, deepInfraSpec } from "../../../packages/provider-deepinfra/dist/index.js";
import { createGoogle, googleWireFormat } from "../../../packages/provider-google/dist/index.js";
import { createGroq, groqSpec } from "../../../packages/provider-groq/dist/index.js";
import { createMistral, mistralSpec } from "../../../packages/provider-mistral/dist/index.js";
import { createOpenAI, openAISpec } from "../../../packages/provider-openai/dist/index.js";
import { createTogether, togetherSpec } from "../../../packages/provider-together/dist/index.js";
import { createXAI, xaiSpec } from "../../../packages/provider-xai/dist/index.js";
import { startSandbox } from "../../../packages/sandbox/dist/index.js";

const VENDORS = {
  openai: { create: createOpenAI, wire: openAICompatibleWireFormat(openAISpec), model: "gpt-4.1-mini" },
  anthropic: { create: createAnthropic, wire: anthropicWireFormat, model: "claude-sonnet-4-6" },
  groq: { create: createGroq, wire: openAICompatibleWireFormat(groqSpec), model: "llama-3.3-70b-versatile" },
  together: {
    create: createTogether,
    wire: openAICompatibleWireFormat(togetherSpec),
    model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  },
  google: { create: createGoogle, wire: googleWireFormat, model: "gemini-2.5-flash" },
  xai: { create: createXAI, wire: openAICompatibleWireFormat(xaiSpec), model: "grok-3" },
  mistral: { create: createMistral, wire: openAICompatibleWireFormat(mistralSpec), model: "mistral-large-latest" },
  bedrock: {
    create: createBedrock,
    wire: bedrockWireFormat("us-east-1"),
    model: "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
  },
  deepinfra: {
    create: createDeepInfra,
    wire: openAICompatibleWireFormat(deepInfraSpec),
    model: "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  },
};

const WARM_UP = 3_000;
const REPEATS = 10_000;
const STREAMS = 100;
const CHUNKS = 200;

/** CPU time per request and answer, and per chunk, in microseconds, for each vendor. */
export async function measureTranslation() {
  const sandbox = await startSandbox();
  try {
    const rows = [];
    for (const [id, vendor] of Object.entries(VENDORS)) rows.push(await measure(id, vendor, sandbox.vendors[id]));
    return rows;
  } finally {
    await sandbox.close();
  }
}

async function measure(id, { create, wire, model }, simulated) {
  const { apiKey, baseUrl } = simulated;
  const provider = create({ apiKey, baseUrl });
  const request = { model, messages: [{ role: "user", content: "Tell me of the place. ".repeat(45) }] };
  await provider.complete({ request });
  const whole = await rawAnswer(simulated);
  simulated.faults = { outputTokens: CHUNKS };
  const { chunks } = await provider.stream({ request });
  for await (const _chunk of chunks);
  const stream = await rawAnswer(simulated);
  await provider.close();

  const answer = whole.toString("utf8");
  const translate = () => {
    JSON.stringify(wire.request(request).body);
    wire.completion(JSON.parse(answer), request);
  };
  const streamed = { ...request, stream: true };
  const read = () => {
    const decoder = wire.framing?.createDecoder({}) ?? createSseDecoder();
    const reducer = wire.chunks(streamed);
    let count = 0;
    for (const event of decoder.push(stream)) count += reducer.push(event).length;
    return count;
  };
  const perRequest = cpuMicroseconds(translate, WARM_UP, REPEATS);
  const perStream = cpuMicroseconds(read, WARM_UP / CHUNKS, STREAMS);
  return { vendor: id, requestMicroseconds: perRequest, chunkMicroseconds: perStream / read() };
}

/** The vendor's bytes: its last request, asked once more. */
async function rawAnswer(simulated) {
  const { path, headers, rawBody } = simulated.requests.at(-1);
  const { host: _host, connection: _connection, "content-length": _length, ...rest } = headers;
  const url = new URL(path, simulated.baseUrl);
  const response = await fetch(url, { method: "POST", headers: rest, body: rawBody });
  return Buffer.from(await response.arrayBuffer());
}

function cpuMicroseconds(work, warmUp, repeats) {
  for (let round = 0; round < warmUp; round++) work();
  const before = process.cpuUsage();
  for (let round = 0; round < repeats; round++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / repeats;
}
