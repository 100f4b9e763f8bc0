import { once } from "node:events";
import { assertCode, type BenchTest, collect, collectUntilError, errorOf } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";

/** What becomes of a vendor that is silent, or never comes to an end. */
export function testTimeouts(test: BenchTest, subject: ConformanceSubject): void {
  const streams = fixtureStreams(subject);
  const bytes = streams.saying("Hello");

  test(
    "gives up on a vendor that does not begin to answer",
    async ({ vendor, complete, stream }) => {
      const errors = await Promise.all([errorOf(complete()), errorOf(stream())]);
      for (const error of errors) assertCode(error, "upstream_timeout");
      for (const { closed } of vendor.requests) await closed;
    },
    { firstByteTimeoutMs: 50 },
  );

  test(
    "gives up on a vendor that falls silent within an answer",
    async ({ vendor, complete, stream }) => {
      vendor.answer(streams.answerAndHold(bytes.subarray(0, bytes.length / 2)));
      const errors = await Promise.all([
        errorOf(complete()),
        stream()
          .then(collectUntilError)
          .then(({ error }) => error),
      ]);
      for (const error of errors) assertCode(error, "upstream_timeout");
      for (const { closed } of vendor.requests) await closed;
    },
    { idleTimeoutMs: 50 },
  );

  test(
    "gives up on a vendor that talks without end",
    async ({ vendor, stream }) => {
      vendor.answer(async (response, { closed }) => {
        response.writeHead(200, { "content-type": streams.contentType });
        let isOpen = true;
        void closed.then(() => {
          isOpen = false;
        });
        while (isOpen) {
          if (!response.write(streams.filler)) await Promise.race([once(response, "drain"), closed]);
          await new Promise(setImmediate);
        }
      });
      const asked = vendor.nextRequest();
      assertCode(await errorOf(stream().then(collect)), "upstream_timeout");
      await (await asked).closed;
    },
    { totalTimeoutMs: 100 },
  );
}
