import type { ChatCompletion } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { answer, chat, replay, response, streamOf, translate } from "./test-support.ts";
import { readCallId, toCallId } from "./thought-signatures.ts";

const SIGNATURES = ["short signature", "one with more bytes ÿþý~~??", "the last of three!!"].map((text) =>
  Buffer.from(text).toString("base64"),
);
const [first = "", second = "", third = ""] = SIGNATURES;
const PLACEHOLDER = "skip_thought_signature_validator";

/** What a client sends back that knows OpenAI's fields only. */
function ordinary({ choices }: ChatCompletion): object {
  const { role, content, tool_calls } = choices[0]?.message ?? {};
  const calls = tool_calls?.map((call) => ({
    id: call.id,
    type: call.type,
    function: (call as { function: object }).function,
  }));
  return { role, content, ...(calls && { tool_calls: calls }) };
}

function resultsFor({ choices }: ChatCompletion): object[] {
  return (choices[0]?.message.tool_calls ?? []).map(({ id }) => ({ role: "tool", tool_call_id: id, content: "1" }));
}

const parts = [
  { functionCall: { name: "f", args: { a: 1 } }, thoughtSignature: first },
  { functionCall: { name: "g", args: {} } },
];
const signaturesOf = (messages: object[], model = "gemini-3.8-flash") =>
  translate({ model, messages }).body.contents.flatMap(({ parts }) =>
    parts.flatMap(({ functionCall, thoughtSignature }) => (functionCall ? [thoughtSignature] : [])),
  );
const hello = { role: "user", content: "Hello" };

describe("the signature of a call", () => {
  it.each([
    ["whole", () => answer({ content: { parts }, finishReason: "STOP" })],
    [
      "streamed",
      () =>
        replay([streamOf([response(parts.slice(0, 1)), response(parts.slice(1), { finishReason: "STOP" })])]).folded,
    ],
  ])("comes back from a client that returns nothing but tool calls: %s", (_name, ask) => {
    const completion = ask();
    const messages = [hello, ordinary(completion), ...resultsFor(completion)];
    const [, turn, results] = translate({ messages }).body.contents;
    expect(turn?.parts).toEqual([
      { functionCall: { id: "call_r1_0_0", name: "f", args: { a: 1 } }, thoughtSignature: first },
      { functionCall: { id: "call_r1_0_1", name: "g", args: {} } },
    ]);
    expect(results?.parts.map(({ functionResponse }) => [functionResponse?.id, functionResponse?.name])).toEqual([
      ["call_r1_0_0", "f"],
      ["call_r1_0_1", "g"],
    ]);
  });

  it("also stands where Google's own endpoint for OpenAI's clients has it, and wins from there", () => {
    const { message } = answer({ content: { parts }, finishReason: "STOP" }).choices[0] ?? {};
    const [call, other] = (message?.tool_calls ?? []) as unknown as Record<string, unknown>[];
    expect(call?.extra_content).toEqual({ google: { thought_signature: first } });
    expect(other).not.toHaveProperty("extra_content");
    const changed = { ...call, extra_content: { google: { thought_signature: second } } };
    expect(signaturesOf([hello, { role: "assistant", content: null, tool_calls: [changed] }])).toEqual([second]);
    const odd = { ...call, extra_content: { google: { thought_signature: 7 } } };
    expect(signaturesOf([hello, { role: "assistant", content: null, tool_calls: [odd] }])).toEqual([first]);
  });

  it("keeps Google's own id", () => {
    const native = [{ functionCall: { name: "f", args: {}, id: "x1" }, thoughtSignature: first }];
    const completion = answer({ content: { parts: native }, finishReason: "STOP" });
    const [, turn] = translate({ messages: [hello, ordinary(completion), ...resultsFor(completion)] }).body.contents;
    expect(turn?.parts).toEqual(native);
  });

  it.each([...SIGNATURES, Buffer.alloc(5000, 7).toString("base64")])(
    "goes into an id of harmless characters and comes out of it",
    (signature) => {
      const id = toCallId("call_1", signature);
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(readCallId(id)).toEqual({ id: "call_1", signature });
    },
  );

  it.each(["no base64!", "AA-_AAAAAAAAAAAAAAAA", "QUJD"])(
    "that would not come out the same is left out of the id: %s",
    (signature) => {
      expect(toCallId("call_1", signature)).toBe("call_1");
    },
  );

  it.each(["call_1", "my_ts_call", "a_ts_", "_ts_x y zzzzzzzzzzzzzzzzzzzz", ""])(
    "is not found in another id: %s",
    (id) => {
      expect(readCallId(id)).toEqual({ id });
    },
  );
});

describe("calls that another model made", () => {
  const made = (...ids: string[]) => ({
    role: "assistant",
    content: null,
    tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } })),
  });
  const results = (...ids: string[]) => ids.map((id) => ({ role: "tool", tool_call_id: id, content: "1" }));

  it("have the documented stand-in on the first of each step of the current turn, and nowhere else", () => {
    const earlier = [hello, made("a", "b"), ...results("a", "b")];
    const current = [hello, made("c", "d"), ...results("c", "d"), made("e"), ...results("e")];
    expect(signaturesOf([...earlier, ...current])).toEqual([undefined, undefined, PLACEHOLDER, undefined, PLACEHOLDER]);
  });

  it("do not take the place of signatures that are there", () => {
    const own = {
      ...made("c"),
      tool_calls: [{ ...made("c").tool_calls[0], extra_content: { google: { thought_signature: third } } }],
    };
    expect(signaturesOf([hello, made("a"), ...results("a"), own, ...results("c")])).toEqual([PLACEHOLDER, third]);
  });

  it.each(["gemini-2.5-pro", "gemini-2.0-flash", "gemini-3-pro-image-preview"])("need none for %s", (model) => {
    expect(signaturesOf([hello, made("a"), ...results("a")], model)).toEqual([undefined]);
  });
});

describe("the signature of a text", () => {
  it("stands on the message, and goes back on its last part", () => {
    const { message } =
      answer({ content: { parts: [{ text: "Hi", thoughtSignature: first }] }, finishReason: "STOP" }).choices[0] ?? {};
    expect(message?.extra_content).toEqual({ google: { thought_signature: first } });
    const [, turn] = translate({ messages: [hello, message as object, hello] }).body.contents;
    expect(turn?.parts).toEqual([{ text: "Hi", thoughtSignature: first }]);
  });

  it("is in the stream too, though it stands on nothing, and is harmless when it is lost", () => {
    const { chunks, folded } = replay(
      [
        streamOf([
          response([{ text: "Hi" }]),
          response([{ text: "", thoughtSignature: first }], { finishReason: "STOP" }),
        ]),
      ],
      chat(),
    );
    expect(chunks.map(({ choices }) => choices[0]?.delta.extra_content).filter(Boolean)).toEqual([
      { google: { thought_signature: first } },
    ]);
    expect(translate({ messages: [hello, ordinary(folded), hello] }).body.contents[1]?.parts).toEqual([{ text: "Hi" }]);
  });
});
