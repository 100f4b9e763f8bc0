import { describe, expect, it } from "vitest";
import { catalogOf, offerOf, scriptedProvider } from "../test-support.ts";
import { modelNotFound, resolveModel } from "./model-names.ts";

const providers = ["acme", "bolt"].map((id) => scriptedProvider(id));
const catalog = catalogOf(offerOf("acme"), offerOf("bolt", { id: "org/model-1" }), offerOf("far"));
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
  ])("%s goes to %s as %s (%s)", (name, vendor, id, by) => {
    const named = resolveModel(name, [...providers, withOwnPrefix], catalog);
    expect(named).toMatchObject({ by, offers: [{ provider: { id: vendor }, id }] });
  });

  it.each(["oah/canon", "oah/Canon", "oah/canon-latest"])("%s goes to every vendor that has it", (name) => {
    expect(resolveModel(name, providers, catalog)).toMatchObject({
      by: "routed",
      name: "oah/canon",
      offers: [
        { provider: { id: "acme" }, id: "model-1", offer: { provider: "acme" } },
        { provider: { id: "bolt" }, id: "org/model-1", offer: { provider: "bolt" } },
      ],
    });
  });

  it("is known with its price where the catalog lists it, and not where it does not", () => {
    const offerOfName = (name: string) => resolveModel(name, providers, catalog)?.offers[0]?.offer;
    expect(offerOfName("acme/model-1")).toMatchObject({ provider: "acme", price: { input: 1_000_000 } });
    expect(offerOfName("acme/model-2")).toBeUndefined();
  });

  it.each([
    "unknown",
    "canon",
    "other/model-1",
    "acme/",
    "/model-1",
    "oah/unknown",
    "oah/acme/model-1",
    "/",
    "acme",
    "oah/",
  ])("%s is nobody's", (name) => {
    expect(resolveModel(name, providers, catalog)).toBeUndefined();
    expect(modelNotFound(name, providers, catalog)).toMatchObject({ status: 404, param: "model" });
  });

  it("that is mistyped is answered with the closest ones", () => {
    expect(modelNotFound("acme/modle-1", providers, catalog).message).toContain("Did you mean acme/model-1");
    expect(modelNotFound("model-2", providers, catalog).message).toContain("Did you mean acme/model-1, bolt/model-1?");
    expect(modelNotFound("oah/cannon", providers, catalog).message).toContain("Did you mean oah/canon?");
  });

  it("that lacks its prefix is answered with it", () => {
    expect(modelNotFound("canon", providers, catalog).message).toContain("Did you mean oah/canon?");
  });

  it("that only vendors without a key have is answered with those", () => {
    const message = modelNotFound("oah/canon", [scriptedProvider("zeta")], catalog).message;
    expect(message).toContain("known from acme, bolt, far");
  });

  it("that is like none is answered with the vendors", () => {
    expect(modelNotFound("something-else-entirely", providers, catalog).message).toContain("acme, bolt");
  });

  it("of any length is compared quickly", () => {
    expect(modelNotFound("x".repeat(1_000_000), providers, catalog).status).toBe(404);
  });
});
