import { describe, expect, it } from "vitest";
import { scriptedProvider } from "../test-support.ts";
import { modelNotFound, planByName, resolveModel } from "./plan.ts";

const providers = ["acme", "bolt"].map((id) => scriptedProvider(id));
const withOwnPrefix = { ...scriptedProvider("self"), models: [{ id: "self/large", created: 1 }] };

describe("a model's name", () => {
  it.each([
    ["acme/model-1", "acme", "model-1", "pinned"],
    ["acme/never-heard-of", "acme", "never-heard-of", "pinned"],
    ["bolt/org/model:free", "bolt", "org/model:free", "pinned"],
    ["bolt-large", "bolt", "bolt-large", "maker"],
    ["oah/acme-2", "acme", "acme-2", "maker"],
    ["self/large", "self", "self/large", "pinned"],
    ["self/self/large", "self", "self/large", "pinned"],
  ])("%s goes to %s as %s (%s)", (name, vendor, model, reason) => {
    expect(resolveModel(name, [...providers, withOwnPrefix])).toMatchObject({
      provider: { id: vendor },
      model,
      reason,
    });
  });

  it.each(["unknown", "other/model-1", "acme/", "/model-1", "oah/unknown", "oah/acme/model-1", "/", "acme"])(
    "%s is nobody's",
    (model) => {
      expect(() => planByName(providers)({ model, messages: [] }, {} as never)).toThrow(
        expect.objectContaining({ code: "model_not_found", status: 404, param: "model" }),
      );
    },
  );

  it("that is mistyped is answered with the closest ones", () => {
    expect(modelNotFound("acme/modle-1", providers).message).toContain("Did you mean acme/model-1");
    expect(modelNotFound("model-2", providers).message).toContain("Did you mean acme/model-1, bolt/model-1?");
  });

  it("that is like none is answered with the vendors", () => {
    expect(modelNotFound("something-else-entirely", providers).message).toContain("acme, bolt");
  });

  it("of any length is compared quickly", () => {
    expect(modelNotFound("x".repeat(1_000_000), providers).status).toBe(404);
  });
});
