export type { It } from "./bench.ts";
export { providerConformance } from "./conformance.ts";
export type { ConformanceSubject, StreamFixture, VendorFixtures } from "./conformance-subject.ts";
export { type Mutation, mutationsOf } from "./mutations.ts";
export { chunkOf, openAICompatibleFixtures, sseOf } from "./openai-compatible-fixtures.ts";
export { byteByByte, cutAtRandom, deepFreeze, seededRandom } from "./pieces.ts";
export { type Recording, readRecordings } from "./recordings.ts";
export { comparable, type Replay, replayStream } from "./replay.ts";
export {
  answerWith,
  type ScriptedVendor,
  startScriptedVendor,
  streamAndHold,
  streamPieces,
  type VendorRequest,
  type VendorScript,
} from "./scripted-vendor.ts";
