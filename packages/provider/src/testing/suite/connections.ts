import assert from "node:assert/strict";
import { type BenchTest, collect, errorOf } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";
import { answerWith } from "../scripted-vendor.ts";

/** What becomes of a connection after an answer: it is used for the next one. */
export function testConnections(test: BenchTest, subject: ConformanceSubject): void {
  const { fixtures } = subject;
  const streams = fixtureStreams(subject);
  const bytes = streams.saying("Hello");

  test("uses one connection for one request after the other", async ({ vendor, complete, stream }) => {
    vendor.answer(answerWith(fixtures.completion));
    await complete();
    await aTurn();
    vendor.answer(streams.answerPieces([bytes]));
    await collect(await stream());
    await aTurn();
    vendor.answer(answerWith(fixtures.error(400, "No."), { status: 400 }));
    await errorOf(complete());
    await aTurn();
    vendor.answer(answerWith(fixtures.completion));
    await complete();
    assert.deepEqual(
      vendor.requests.map(({ connection }) => connection),
      [0, 0, 0, 0],
    );
  });

  test("keeps the connection when the response ends a little after the answer", async ({
    vendor,
    complete,
    stream,
  }) => {
    const ending = Promise.withResolvers<() => void>();
    vendor.answer((response) => {
      response.writeHead(200, { "content-type": streams.contentType });
      response.write(bytes);
      ending.resolve(() => response.end(streams.filler));
    });
    await collect(await stream());
    const [first] = vendor.requests;
    let isClosed = false;
    void first?.closed.then(() => {
      isClosed = true;
    });
    // Time enough for a connection that was cut to be seen as such.
    vendor.answer(answerWith(fixtures.completion));
    await complete();
    const endResponse = await ending.promise;
    endResponse();
    await complete();
    assert.equal(isClosed, false);
  });
}

/** undici takes a connection for free one turn after its answer, in case the vendor closes it all the same. */
function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
