import assert from "node:assert/strict";
import type { ChatRequest } from "@hub/protocol";
import { type BenchTest, collect, errorOf, requestFor, SECRET } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";
import { answerWith } from "../scripted-vendor.ts";

/** What becomes of a request on its way to the vendor. */
export function testRequests(test: BenchTest, subject: ConformanceSubject): void {
  const { fixtures, credentialHeader, inexpressible } = subject;
  const completion = answerWith(fixtures.completion);
  const streams = fixtureStreams(subject);
  const stream = streams.answerPieces([streams.saying("Hello")]);

  test("sends equal requests as equal bytes, and changes none", async ({ vendor, complete, stream: ask }) => {
    vendor.answer(completion);
    for (let round = 0; round < 2; round++) await complete(richRequest());
    vendor.answer(stream);
    for (let round = 0; round < 2; round++) await collect(await ask(richRequest()));
    const texts = vendor.requests.map(({ text }) => text);
    assert.equal(texts[0], texts[1]);
    assert.equal(texts[2], texts[3]);
  });

  test("sends JSON, and asks for what the answer is to be", async ({ vendor, complete, stream: ask }) => {
    vendor.answer(completion);
    await complete();
    vendor.answer(stream);
    await collect(await ask());
    const [whole, streamed] = vendor.requests.map(({ headers }) => headers);
    assert.equal(whole?.["content-type"], "application/json");
    assert.equal(whole?.accept, "application/json");
    assert.equal(streamed?.accept, streams.contentType);
  });

  test("streams or not by the method that is called", async ({ vendor, complete, stream: ask }) => {
    vendor.answer(completion);
    await complete();
    await complete({ stream: true, stream_options: { include_usage: true } });
    vendor.answer(stream);
    await collect(await ask());
    await collect(await ask({ stream: null }));
    const [whole, alsoWhole, streamed, alsoStreamed] = vendor.requests.map(({ path, text }) => path + text);
    assert.equal(alsoWhole, whole);
    assert.equal(alsoStreamed, streamed);
  });

  test(`sends the credential in ${credentialHeader}, and the call's before its own`, async (bench) => {
    const other = "sk-canary-of-another";
    bench.vendor.answer(completion);
    await bench.complete();
    await bench.complete({}, { credential: { apiKey: other } });
    const [own, another] = bench.vendor.requests;
    assert.ok(String(own?.headers[credentialHeader]).includes(SECRET));
    assert.ok(String(another?.headers[credentialHeader]).includes(other));
    for (const { headers, path, text } of bench.vendor.requests) {
      const { [credentialHeader]: _credential, ...rest } = headers;
      assert.doesNotMatch(JSON.stringify([rest, path, text]), /sk-canary/, "A credential is in another place.");
    }
  });

  test("without a credential, says what to set", async ({ vendor }) => {
    // An empty key is none, and hides what the environment of the tests may hold.
    const provider = subject.create({ apiKey: "", baseUrl: vendor.baseUrl });
    const error = await errorOf(provider.complete({ request: requestFor(subject) }));
    assert.equal(error.code, "upstream_auth_error");
    assert.match(error.message, /set [A-Z_]+/);
    assert.equal(vendor.requests.length, 0);
    await provider.close();
  });

  test(`names '${inexpressible.param}' as dropped, or refuses it`, async ({ vendor, complete, stream: ask }) => {
    const { param, request } = inexpressible;
    for (const refusal of [complete(request, { strictParams: true }), ask(request, { strictParams: true })]) {
      const error = await errorOf(refusal);
      assert.equal(error.code, "unsupported_parameter");
      assert.equal(error.status, 400);
      assert.equal(error.param, param);
    }
    assert.equal(vendor.requests.length, 0);
    vendor.answer(completion);
    assert.ok((await complete(request)).droppedParams.includes(param));
    vendor.answer(stream);
    const streamed = await ask(request);
    assert.ok(streamed.droppedParams.includes(param));
    await collect(streamed);
  });
}

/** A request with something of nearly everything that vendors' translations touch. */
function richRequest(): Partial<ChatRequest> {
  return {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "Be kind." }] },
      { role: "user", content: [{ type: "text", text: "Weather in Rome?", cache_control: { type: "ephemeral" } }] },
      {
        role: "assistant",
        content: null,
        reasoning_content: "I have to ask.",
        annotations: [],
        tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Rome"}' } }],
      },
      { role: "tool", tool_call_id: "call_1", content: "Sunny" },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "Tells the weather",
          parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
        },
      },
      { type: "function", function: { name: "now" } },
    ],
    tool_choice: "auto",
    max_tokens: 100,
    stop: ["END"],
    seed: 7,
    user: "user-1",
    response_format: { type: "json_object" },
  };
}
