import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { ErrorCode, HubError } from "@hub/protocol";
import { type Bench, type BenchTest, errorOf, SECRET } from "../bench.ts";
import type { ConformanceSubject } from "../conformance-subject.ts";
import { answerWith } from "../scripted-vendor.ts";

/** What the caller sees for each of a vendor's statuses. */
const OUTCOMES: readonly (readonly [vendors: number, ours: number, ErrorCode])[] = [
  [400, 400, "invalid_request"],
  [401, 502, "upstream_auth_error"],
  [403, 502, "upstream_auth_error"],
  [404, 404, "model_not_found"],
  [408, 504, "upstream_timeout"],
  [413, 413, "payload_too_large"],
  [422, 400, "invalid_request"],
  [429, 429, "rate_limit_exceeded"],
  [500, 502, "upstream_error"],
  [502, 502, "upstream_error"],
  [503, 503, "upstream_error"],
  [504, 504, "upstream_timeout"],
  [529, 503, "upstream_error"],
];
const CALLERS_FAULT = new Set([400, 404, 413, 422]);

/** What becomes of a vendor's error responses. */
export function testErrors(test: BenchTest, { fixtures }: ConformanceSubject): void {
  for (const [vendors, ours, code] of OUTCOMES) {
    test(`answers ${vendors} with ${ours} ${code}, and never with the credential`, async (bench) => {
      const message = `Something about ${SECRET} is wrong.`;
      const json = fixtures.error(vendors, message);
      for (const body of [json, `<html>${message}</html>`, "", "null", '{"error":null}', '{"error":[7]}']) {
        bench.vendor.answer(answerWith(body, { status: vendors }));
        for (const error of await bothErrors(bench)) {
          assert.equal(error.code, code);
          assert.equal(error.status, ours);
          assertNoSecret(error);
          const isMessageKept = body === json && CALLERS_FAULT.has(vendors);
          assert.equal(error.message.includes("Something about"), isMessageKept, error.message);
        }
      }
      await assertOthersWork(bench, fixtures.completion);
    });
  }

  const wait = (milliseconds: number) => new Date(Date.now() + milliseconds).toUTCString();
  for (const [name, headers, atLeast, atMost] of [
    ["seconds", { "retry-after": "7" }, 7_000, 7_000],
    ["milliseconds", { "retry-after-ms": "1500", "retry-after": "9" }, 1_500, 1_500],
    ["a date", { "retry-after": wait(60_000) }, 1, 60_000],
    ["a date that has passed", { "retry-after": wait(-60_000) }, 0, 0],
  ] as const) {
    test(`reads a time to wait given as ${name}`, async (bench) => {
      for (const status of [429, 503]) {
        bench.vendor.answer(answerWith(fixtures.error(status, "Wait."), { status, headers }));
        for (const { retryAfterMs = -1, retryable } of await bothErrors(bench)) {
          assert.ok(retryable);
          assert.ok(retryAfterMs >= atLeast && retryAfterMs <= atMost, `${retryAfterMs} ms`);
        }
      }
    });
  }

  test("refuses to follow a redirect", async ({ vendor, complete }) => {
    vendor.answer(answerWith("", { status: 302, headers: { location: `${vendor.baseUrl}/elsewhere` } }));
    assert.equal((await errorOf(complete())).code, "upstream_error");
    assert.equal(vendor.requests.length, 1);
  });

  test("fails when nobody listens at the vendor's address", async ({ vendor, complete, stream }) => {
    await vendor.close();
    for (const error of [await errorOf(complete()), await errorOf(stream())]) {
      assert.equal(error.code, "upstream_error");
      assertNoSecret(error);
    }
  });
}

async function bothErrors({ complete, stream }: Bench): Promise<HubError[]> {
  return [await errorOf(complete()), await errorOf(stream())];
}

function assertNoSecret(error: HubError): void {
  const seen = inspect(error, { depth: 9, showHidden: true }) + error.stack + JSON.stringify(error.toEnvelope());
  assert.ok(!seen.includes(SECRET), "The credential can be seen in the error.");
}

/** One caller's error is nothing that the next one notices. */
async function assertOthersWork({ vendor, complete }: Bench, completion: object): Promise<void> {
  vendor.answer(answerWith(completion));
  await complete();
}
