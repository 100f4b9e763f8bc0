import assert from "node:assert/strict";
import { ChatChunk, ChatCompletion } from "@hub/protocol";
import { assertCode, type Bench, type BenchTest, collect, collectUntilError, errorOf, requestFor } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";
import { byteByByte, cutAtRandom, seededRandom } from "../pieces.ts";
import { comparable, replayStream } from "../replay.ts";
import { answerWith } from "../scripted-vendor.ts";

/** Streams up to this length are cut at each of their bytes, longer ones at as many random places. */
const MAX_CUTS = 80;
const PARALLEL_CUTS = 8;
const TWO_MEGABYTES = 2 * 1024 * 1024;

/** What becomes of a stream, whole and damaged. */
export function testStreams(test: BenchTest, subject: ConformanceSubject): void {
  const { fixtures, wire } = subject;
  const streams = fixtureStreams(subject);
  const hello = streams.saying("Hello");
  const request = requestFor(subject, { stream: true });

  for (const { name, bytes } of [...fixtures.streams, { name: "a single text", bytes: hello }]) {
    test(`stream '${name}': valid chunks, the same however its bytes are cut`, async ({ vendor, stream }) => {
      const whole = replayStream(wire, [bytes], request);
      assert.ok(whole.finished, "The fixture does not come to its end.");
      for (const chunk of whole.chunks) ChatChunk.parse(chunk);
      ChatCompletion.parse(whole.folded);
      const expected = comparable(whole.chunks, bytes);
      const cuts = [1, 2, 3, 4].map((seed) => cutAtRandom(bytes, seed));
      for (const pieces of [byteByByte(bytes), ...cuts]) {
        assert.equal(comparable(replayStream(wire, pieces, request).chunks, bytes), expected);
      }
      for (const pieces of [[bytes], cutAtRandom(bytes, 5), cutAtRandom(bytes, 6)]) {
        vendor.answer(streams.answerPieces(pieces));
        assert.equal(comparable(await collect(await stream()), bytes), expected);
      }
    });

    test(`stream '${name}': cut off anywhere, ends in an error after what had come`, async (bench) => {
      await cutOff(bench, subject, bytes);
    });
  }

  const spellings = streams.isSse ? test : () => {};
  spellings("reads CRLF, CR, a byte order mark, comments, and an end without a blank line", async (bench) => {
    const { vendor, stream } = bench;
    const text = new TextDecoder().decode(hello);
    const expected = comparable(replayStream(wire, [hello], request).chunks, hello);
    for (const variant of [
      text.replaceAll("\n", "\r\n"),
      text.replaceAll("\n", "\r"),
      `\uFEFF${text}`,
      `: PROCESSING\n\n${text.replaceAll("\n\n", "\n\n: ping\n\n")}`,
      text.trimEnd(),
    ]) {
      vendor.answer(streams.answerPieces([Buffer.from(variant)]));
      assert.equal(comparable(await collect(await stream()), hello), expected, JSON.stringify(variant));
    }
  });

  test("skips an event that cannot be read, says so, and finishes", async ({ vendor, stream }) => {
    const expected = comparable(replayStream(wire, [hello], request).chunks, hello);
    const [first] = streams.decode(hello);
    for (const data of ['{"private": "tex', '{"private": 1}}']) {
      const broken = streams.encode([{ ...first, data }]);
      const warnings: string[] = [];
      vendor.answer(streams.answerPieces([broken, hello]));
      const answer = await stream({}, { onWarning: (warning) => warnings.push(warning) });
      assert.equal(comparable(await collect(answer), hello), expected);
      assert.equal(warnings.length, 1);
      assert.doesNotMatch(warnings.join(), /private/);
    }
  });

  test("passes an event of two megabytes", async ({ vendor, stream }) => {
    const text = "é".repeat(TWO_MEGABYTES / 2);
    vendor.answer(streams.answerPieces([streams.saying(text)]));
    const chunks = await collect(await stream());
    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), text);
  });

  test(
    "refuses an event that is longer than its limit",
    async ({ vendor, stream }) => {
      vendor.answer(streams.answerPieces([streams.saying("long ".repeat(20_000))]));
      const { error } = await collectUntilError(await stream());
      assertCode(error, "upstream_error");
    },
    { maxEventLength: 50_000 },
  );

  for (const [name, body, contentType] of [
    ["JSON", JSON.stringify(fixtures.completion), "application/json"],
    ["HTML", "<html></html>", "text/html"],
    ["nothing", "", ""],
  ] as const) {
    test(`refuses ${name} with status 200 as a stream`, async ({ vendor, stream }) => {
      vendor.answer(answerWith(body, { headers: { "content-type": contentType } }));
      assert.equal((await errorOf(stream())).code, "upstream_error");
    });
  }
}

/**
 * Cuts a stream at its bytes, by ending the response early or by destroying the connection. The last event may be
 * complete without the line break after it; before that event, the answer is not complete.
 */
async function cutOff({ vendor, stream }: Bench, subject: ConformanceSubject, bytes: Uint8Array): Promise<void> {
  const whole = replayStream(subject.wire, [bytes], requestFor(subject, { stream: true })).chunks;
  const expected = whole.map((chunk) => comparable(chunk, bytes));
  const streams = fixtureStreams(subject);
  const lastEvent = streams.startOfLastEvent(bytes);
  const random = seededRandom(bytes.length);
  const cuts =
    bytes.length <= MAX_CUTS
      ? Array.from(bytes.keys())
      : Array.from({ length: MAX_CUTS }, () => random(bytes.length)).concat(0, lastEvent);

  vendor.answer((response, { text }) => {
    response.writeHead(200, { "content-type": streams.contentType });
    const cut = Number(/cut at (\d+)/.exec(text)?.[1]);
    const part = bytes.subarray(0, cut);
    if (cut % 2 === 0) response.end(part);
    else response.write(part, () => response.destroy());
  });

  let next = 0;
  const work = async () => {
    while (next < cuts.length) {
      const cut = cuts[next++] as number;
      const where = `cut at ${cut} of ${bytes.length} bytes`;
      const answer = await stream({ messages: [{ role: "user", content: where }] });
      const { chunks, error } = await collectUntilError(answer);
      assert.deepEqual(
        chunks.map((chunk) => comparable(chunk, bytes)),
        expected.slice(0, chunks.length),
        where,
      );
      if (error !== undefined) assertCode(error, "upstream_error");
      else assert.ok(cut > lastEvent && chunks.length === expected.length, `A silent end when ${where}.`);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_CUTS }, work));
}
