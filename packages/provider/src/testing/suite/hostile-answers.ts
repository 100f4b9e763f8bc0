import assert from "node:assert/strict";
import { ChatChunk, ChatCompletion, HubError } from "@hub/protocol";
import { type BenchTest, collectUntilError } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { fixtureStreams } from "../fixture-streams.ts";
import { mutationsOf } from "../mutations.ts";
import { answerWith } from "../scripted-vendor.ts";

/** Parts that nothing in the gateway computes with. They are passed as the vendor wrote them. */
const ORNAMENTS = /^(service_tier|system_fingerprint|metadata|.*\b(logprobs|annotations|audio|thinking_blocks)\b.*)$/;

/** What becomes of answers that are JSON, and almost right. */
export function testHostileAnswers(test: BenchTest, subject: ConformanceSubject): void {
  const { fixtures } = subject;
  test("makes of an answer with any wrong part a valid one, or an upstream error", async ({ vendor, complete }) => {
    for (const { name, text } of mutationsOf(fixtures.completion)) {
      vendor.answer(answerWith(text));
      const outcome = await complete().catch((error: unknown) => error);
      if (isCompletion(outcome)) assertReadable(ChatCompletion, outcome.completion, name);
      else assertVendorsFault(outcome, name);
    }
    assertUnpolluted();
  });

  test("passes no wrong part of a stream, but skips it or ends in an upstream error", async ({ vendor, stream }) => {
    const seen = new Set<string>();
    const streams = fixtureStreams(subject);
    for (const bytes of [streams.saying("Hello"), ...fixtures.streams.map((fixture) => fixture.bytes)]) {
      const events = streams.decode(bytes);
      for (const [position, { event, data }] of events.entries()) {
        for (const { name, text } of mutationsOf(parse(data))) {
          const type = event ?? /"type": ?"(\w+)"/.exec(data)?.[1] ?? "";
          if (seen.has(type + name)) continue;
          seen.add(type + name);
          const damaged = streams.encode(events.with(position, { event, data: text }));
          vendor.answer(streams.answerPieces([damaged]));
          const { chunks, error } = await collectUntilError(await stream());
          for (const chunk of chunks) assertReadable(ChatChunk, chunk, `${name} in ${data}`);
          if (error !== undefined) assertVendorsFault(error, `${name} in ${data}`);
        }
      }
    }
    assertUnpolluted();
  });
}

function isCompletion(outcome: unknown): outcome is { completion: unknown } {
  return typeof outcome === "object" && outcome !== null && "completion" in outcome;
}

function assertReadable(schema: typeof ChatChunk | typeof ChatCompletion, value: unknown, name: string): void {
  const issues = schema.safeParse(value).error?.issues ?? [];
  const serious = issues.filter(({ path }) => !ORNAMENTS.test(path.join(".")));
  assert.deepEqual(serious, [], `${name} was passed on: ${JSON.stringify(value)}`);
}

function assertVendorsFault(error: unknown, name: string): void {
  assert.ok(HubError.isInstance(error), `${name} threw ${String(error)}`);
  assert.notEqual(error.code, "internal_error", name);
}

function assertUnpolluted(): void {
  assert.ok(!("polluted" in {}), "A prototype was changed.");
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
