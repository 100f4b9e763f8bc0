import { createBenchTest, type It } from "./bench.ts";
import type { ConformanceSubject } from "./conformance-subject.ts";
import { testAnswers } from "./suite/answers.ts";
import { testCancellation } from "./suite/cancellation.ts";
import { testConnections } from "./suite/connections.ts";
import { testErrors } from "./suite/errors.ts";
import { testHostileAnswers } from "./suite/hostile-answers.ts";
import { testRequests } from "./suite/requests.ts";
import { testStreams } from "./suite/streams.ts";
import { testTimeouts } from "./suite/timeouts.ts";

/**
 * The properties that every vendor has to have, as tests: valid answers, streams that do not depend on how the network
 * cuts them and never end in silence, the right errors, no leaked credential, and connections that are closed when
 * nobody listens and kept when they can be.
 *
 * It needs no network beyond loopback and is bound to no test runner.
 *
 * @example
 * describe("Acme", () => providerConformance(it, { create: createAcme, wire, model: "acme-1", …, fixtures }));
 */
export function providerConformance(it: It, subject: ConformanceSubject): void {
  const test = createBenchTest(it, subject);
  testRequests(test, subject);
  testAnswers(test, subject);
  testStreams(test, subject);
  testHostileAnswers(test, subject);
  testErrors(test, subject);
  testCancellation(test, subject);
  testTimeouts(test, subject);
  testConnections(test, subject);
}
