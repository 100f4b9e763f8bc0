import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { assertCode, type BenchTest, collect, errorOf } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";
import { answerWith } from "../scripted-vendor.ts";

/** What becomes of the vendor's work when the caller no longer wants it: its connection is closed at once. */
export function testCancellation(test: BenchTest, subject: ConformanceSubject): void {
  const { fixtures } = subject;
  const streams = fixtureStreams(subject);
  const bytes = streams.saying("Hello");
  const allButTheEnd = bytes.subarray(0, streams.startOfLastEvent(bytes));
  const completion = JSON.stringify(fixtures.completion);

  test("sends nothing when the signal has fired before", async ({ vendor, complete, stream }) => {
    const signal = AbortSignal.abort();
    assertCode(await errorOf(complete({}, { signal })), "client_closed_request");
    assertCode(await errorOf(stream({}, { signal })), "client_closed_request");
    assert.equal(vendor.requests.length, 0);
  });

  test("closes the connection when the signal fires before the headers", async ({ vendor, complete, stream }) => {
    for (const ask of [complete, stream]) {
      const controller = new AbortController();
      const asked = vendor.nextRequest();
      const failed = errorOf(ask({}, { signal: controller.signal }));
      const { closed } = await asked;
      controller.abort();
      assertCode(await failed, "client_closed_request");
      await closed;
    }
  });

  test("closes the connection when the signal fires within an answer", async ({ vendor, complete }) => {
    const controller = new AbortController();
    const half = Promise.withResolvers<void>();
    vendor.answer((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(completion.slice(0, completion.length / 2), () => half.resolve());
    });
    const asked = vendor.nextRequest();
    const failed = errorOf(complete({}, { signal: controller.signal }));
    const { closed } = await asked;
    await half.promise;
    controller.abort();
    assertCode(await failed, "client_closed_request");
    await closed;
  });

  test("closes the connection when the signal fires before the first chunk", async ({ vendor, stream }) => {
    const controller = new AbortController();
    vendor.answer(streams.answerAndHold(new Uint8Array()));
    const asked = vendor.nextRequest();
    const failed = errorOf(collect(await stream({}, { signal: controller.signal })));
    controller.abort();
    assertCode(await failed, "client_closed_request");
    await (await asked).closed;
  });

  test("closes the connection when the signal fires between chunks", async ({ vendor, stream }) => {
    const controller = new AbortController();
    vendor.answer(streams.answerAndHold(allButTheEnd));
    const asked = vendor.nextRequest();
    const { chunks } = await stream({}, { signal: controller.signal });
    const iterator = chunks[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).done, false);
    const rest = errorOf(
      (async () => {
        while (!(await iterator.next()).done);
      })(),
    );
    controller.abort();
    assertCode(await rest, "client_closed_request");
    await (await asked).closed;
  });

  test("closes the connection when the reader of a stream leaves early", async ({ vendor, stream }) => {
    vendor.answer(streams.answerAndHold(allButTheEnd));
    const asked = vendor.nextRequest();
    for await (const _chunk of (await stream()).chunks) break;
    await (await asked).closed;
  });

  test("closes the connection when nobody begins to read a stream", async ({ vendor, stream }) => {
    vendor.answer(streams.answerAndHold(allButTheEnd));
    const asked = vendor.nextRequest();
    const { chunks } = await stream();
    await chunks[Symbol.asyncIterator]().return?.();
    await (await asked).closed;
  });

  test("lets go of the signal once the answer is complete", async ({ vendor, complete, stream }) => {
    const { signal } = new AbortController();
    vendor.answer(answerWith(completion));
    await complete({}, { signal });
    vendor.answer(answerWith(fixtures.error(400, "No."), { status: 400 }));
    await errorOf(complete({}, { signal }));
    const ended = Promise.withResolvers<void>();
    vendor.answer(async (response, request) => {
      await streams.answerPieces([bytes])(response, request);
      response.once("close", ended.resolve);
    });
    await collect(await stream({}, { signal }));
    await ended.promise;
    // The next answer comes on the same connection, after all of this one.
    vendor.answer(answerWith(completion));
    await complete();
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });
}
