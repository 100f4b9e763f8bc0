import { expect, it } from "vitest";
import { chunkOf } from "../testing/index.ts";
import { openAICompatibleWireFormat } from "./create-openai-compatible.ts";

const wire = openAICompatibleWireFormat({ id: "acme", name: "Acme", baseUrl: "https://acme.example/v1" });
const said = chunkOf({ content: "par" });
const ended = chunkOf({}, "stop");
const another = { ...said, choices: [{ index: 1, delta: { content: "x" }, finish_reason: null }] };
const metered = { ...said, choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };

function replay(...events: object[]) {
  const reducer = wire.chunks({ model: "m", messages: [{ role: "user", content: "hi" }] });
  for (const event of events) reducer.push({ data: JSON.stringify(event) });
  reducer.push({ data: "[DONE]" });
  return reducer.isFinished();
}

it.each([
  ["nothing", []],
  ["a beginning", [said]],
  ["one choice of two", [said, another, ended]],
])("[DONE] after %s does not make a stream complete", (_what, events) => {
  expect(() => replay(...events)).toThrow(expect.objectContaining({ code: "upstream_error", status: 502 }));
});

it.each([
  ["the reason for its end", [said, ended]],
  ["usage, from those who give no reason", [said, metered]],
])("[DONE] after %s does", (_what, events) => {
  expect(replay(...events)).toBe(true);
});

it.each(["upstream died", "[]", '{"message":"no"}'])("an error event is an error, whatever it holds: %s", (data) => {
  const reducer = wire.chunks({ model: "m", messages: [{ role: "user", content: "hi" }] });
  expect(() => reducer.push({ event: "error", data })).toThrow(expect.objectContaining({ code: "upstream_error" }));
});
