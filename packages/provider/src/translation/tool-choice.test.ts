import { parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { chosenTools } from "./tool-choice.ts";

const tool = (name: string) => ({ type: "function", function: { name } });

function choose(allowed: readonly object[], tools: readonly object[] = [tool("a"), tool("b"), tool("c")]) {
  const tool_choice = { type: "allowed_tools", allowed_tools: { mode: "auto", tools: allowed } };
  const messages = [{ role: "user", content: "?" }];
  return chosenTools(parseChatRequest({ model: "m", messages, tools, tool_choice }), "Acme");
}

describe("a choice among allowed tools", () => {
  it.each([[[tool("c"), tool("a"), tool("gone")]], [[{ type: "function", name: "c" }, { name: "a" }]]])(
    "leaves those tools, in their order: %j",
    (allowed) => {
      const { functions, mode } = choose(allowed);
      expect(functions.map(({ name }) => name)).toEqual(["a", "c"]);
      expect(mode).toBe("auto");
    },
  );

  it("is refused when none of them is there", () => {
    const refused = expect.objectContaining({ status: 400, code: "invalid_value", param: "tool_choice" });
    expect(() => choose([tool("gone")])).toThrow(refused);
    expect(() => choose([])).toThrow(refused);
    expect(() => choose([tool("a")], [])).toThrow(refused);
  });
});
