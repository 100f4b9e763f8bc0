import assert from "node:assert/strict";
import { ChatCompletion } from "@hub/protocol";
import { type BenchTest, errorOf } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { byteByByte } from "../pieces.ts";
import { comparable } from "../replay.ts";
import { answerWith, streamPieces } from "../scripted-vendor.ts";

/** What becomes of an answer that is not streamed. */
export function testAnswers(test: BenchTest, { fixtures }: ConformanceSubject): void {
  const bytes = Buffer.from(JSON.stringify(fixtures.completion));

  test("gives a completion that is valid, however its bytes arrive", async ({ vendor, complete }) => {
    vendor.answer(answerWith(fixtures.completion));
    const { completion, ...rest } = await complete();
    ChatCompletion.parse(completion);
    assert.deepEqual(Object.keys(rest), ["droppedParams"]);
    vendor.answer(streamPieces(byteByByte(bytes), "application/json"));
    assert.equal(comparable((await complete()).completion, bytes), comparable(completion, bytes));
  });

  test("takes no notice of the response's other headers", async ({ vendor, complete }) => {
    const headers = { "content-type": "text/plain", "set-cookie": "a=b", "x-request-id": "req_1", server: "odd" };
    vendor.answer(answerWith(fixtures.completion, { status: 201, headers }));
    const { completion } = await complete();
    ChatCompletion.parse(completion);
    assert.doesNotMatch(JSON.stringify(completion), /req_1|a=b/);
  });

  for (const [name, body] of Object.entries({
    HTML: "<html><body>Welcome</body></html>",
    nothing: "",
    "a list": "[]",
    "a bare null": "null",
    "an empty object": "{}",
    "half an answer": bytes.subarray(0, bytes.length / 2).toString("utf8"),
  })) {
    test(`refuses ${name} with status 200 as an answer`, async ({ vendor, complete }) => {
      vendor.answer(answerWith(body));
      assert.equal((await errorOf(complete())).code, "upstream_error");
    });
  }

  test(
    "refuses an answer that is larger than its limit, and reads no further",
    async ({ vendor, complete }) => {
      vendor.answer((response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write(" ".repeat(2_000));
      });
      const asked = vendor.nextRequest();
      const error = await errorOf(complete());
      assert.equal(error.code, "upstream_error");
      assert.match(error.message, /1000 bytes/);
      await (await asked).closed;
    },
    { maxResponseBytes: 1_000 },
  );

  test("fails when the answer is cut off", async ({ vendor, complete }) => {
    vendor.answer((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length });
      response.write(bytes.subarray(0, -1), () => response.destroy());
    });
    assert.equal((await errorOf(complete())).code, "upstream_error");
  });
}
