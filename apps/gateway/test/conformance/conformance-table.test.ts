import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGateway, type TestGateway } from "../support.ts";
import type { Feature } from "./feature.ts";
import { endingFeatures } from "./features/answers.ts";
import { conversationFeatures, DOT_PNG } from "./features/conversation.ts";
import { fieldFeatures } from "./features/fields.ts";
import { outputFeatures } from "./features/output.ts";
import { reasoningFeatures } from "./features/reasoning.ts";
import { toolFeatures } from "./features/tools.ts";
import { probe, type Verdict } from "./probe.ts";
import { FAILURES, probeError } from "./probe-error.ts";
import { PROFILES } from "./profiles.ts";
import { renderTable } from "./render-table.ts";

const imageServer = createServer((_request, response) => void response.writeHead(200).end(DOT_PNG)).listen(
  0,
  "127.0.0.1",
);
await once(imageServer, "listening");
const imageUrl = `http://127.0.0.1:${(imageServer.address() as AddressInfo).port}/dot.png`;

const SECTIONS: Readonly<Record<string, readonly Feature[]>> = {
  Conversation: conversationFeatures,
  Tools: toolFeatures,
  "The form of the answer": outputFeatures,
  "Other fields": fieldFeatures,
  "Reasoning and caching": reasoningFeatures,
  Endings: endingFeatures,
};

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ images: { allowHosts: ["127.0.0.1"] } });
});
afterAll(async () => {
  await gateway.stop();
  imageServer.close();
});

describe("Errors", () => {
  describe.each(FAILURES)("$name", (failure) => {
    it.each(PROFILES)("$heading", async (vendor) => {
      verdicts.set(cellOf(failure, vendor), await probeError({ gateway, imageUrl }, vendor, failure));
    });
  });
});

const verdicts = new Map<string, Verdict>();
const cellOf = (feature: { name: string }, vendor: { id: string }) => `${vendor.id}: ${feature.name}`;

describe.each(Object.entries(SECTIONS))("%s", (_section, features) => {
  describe.each(features)("$name", (feature) => {
    it.each(PROFILES)("$heading", async (vendor) => {
      verdicts.set(cellOf(feature, vendor), await probe({ gateway, imageUrl }, vendor, feature));
    });
  });
});

it("the table in the docs says what these tests have shown", async () => {
  const table = renderTable({ ...SECTIONS, Errors: FAILURES }, PROFILES, (feature, vendor) =>
    verdicts.get(cellOf(feature, vendor)),
  );
  await expect(table).toMatchFileSnapshot("../../../../docs/conformance.md");
});
