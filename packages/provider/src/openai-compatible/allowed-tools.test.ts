import { describe, expect, it } from "vitest";
import { openAICompatibleWireFormat } from "./create-openai-compatible.ts";

const spec = { id: "acme", name: "Acme", baseUrl: "https://acme.example/v1" };
const tool = (name: string) => ({ type: "function" as const, function: { name } });
const request = {
  model: "m",
  messages: [{ role: "user" as const, content: "hi" }],
  tools: [tool("a"), tool("b"), tool("c")],
  tool_choice: {
    type: "allowed_tools" as const,
    allowed_tools: { mode: "required" as const, tools: [tool("c"), tool("a"), tool("gone")] },
  },
};

describe("a choice among allowed tools", () => {
  it("is sent as those tools alone, in their order, to a vendor that does not know it", () => {
    const { body, droppedParams } = openAICompatibleWireFormat(spec).request(request);
    expect(body).toMatchObject({ tools: [tool("a"), tool("c")], tool_choice: "required" });
    expect(droppedParams).toEqual([]);
  });

  it("is refused when none of them is there", () => {
    expect(() => openAICompatibleWireFormat(spec).request({ ...request, tools: [tool("other")] })).toThrow(
      expect.objectContaining({ status: 400, param: "tool_choice" }),
    );
  });

  it("is sent as it is to a vendor that does", () => {
    const { body } = openAICompatibleWireFormat({ ...spec, dialect: "full" }).request(request);
    expect(body).toMatchObject({ tools: request.tools, tool_choice: request.tool_choice });
  });
});
