import { expect, it } from "vitest";
import { createReplica } from "./create-replica.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { KeyringStore } from "./store.ts";

const policy = (version: number) => ({
  id: "p",
  version,
  ref: `p@${version}`,
  account: "a",
  name: "p",
  document: version,
  createdAt: 0,
});
const put = (version: number | null) => () => ({
  changes: [{ kind: "policy", id: "p", body: version === null ? null : policy(version) } as const],
  result: undefined,
});

/** A replica of a store whose answers to `refresh` the test holds back. */
function createSlow() {
  const inner = createMemoryStore();
  const held: (() => void)[] = [];
  const state = { isSlow: false };
  const store: KeyringStore = {
    ...inner,
    async changes(after) {
      const changes = await inner.changes(after);
      if (state.isSlow) await new Promise<void>((resolve) => held.push(resolve));
      return changes;
    },
  };
  return { replica: createReplica(store, 1_000), held, state };
}

it("an answer that comes late brings nothing back that has changed or gone since", async () => {
  const { replica, held, state } = createSlow();
  await replica.refresh();
  await replica.change(put(1));
  state.isSlow = true;
  const late = replica.refresh();
  state.isSlow = false;
  await new Promise(setImmediate);
  await replica.change(put(2));
  held.shift()?.();
  await late;
  expect(replica.find("policy", "p")).toEqual(policy(2));

  state.isSlow = true;
  const later = replica.refresh();
  state.isSlow = false;
  await new Promise(setImmediate);
  await replica.change(put(null));
  held.shift()?.();
  await later;
  expect(replica.find("policy", "p")).toBeUndefined();
  expect(replica.all("policy")).toEqual([]);
});

it("those who follow hear of each change once, with what was there before", async () => {
  const { replica } = createSlow();
  const heard: unknown[] = [];
  replica.follow("policy", (before, after) => heard.push([before?.version, after?.version]));
  await replica.change(put(1));
  await replica.change(put(2));
  await replica.refresh();
  await replica.change(put(null));
  await replica.refresh();
  expect(heard).toEqual([
    [undefined, 1],
    [1, 2],
    [2, undefined],
  ]);
});

it("a plan that throws changes nothing, and holds up no later one", async () => {
  const { replica } = createSlow();
  const failing = replica.change(() => {
    throw new RangeError("no");
  });
  const next = replica.change(put(1));
  await expect(failing).rejects.toThrow(RangeError);
  await next;
  expect(replica.find("policy", "p")).toEqual(policy(1));
});

it("gives up where others are always faster", async () => {
  const replica = createReplica({ ...createMemoryStore(), commit: async () => undefined }, 1_000);
  await expect(replica.change(put(1))).rejects.toMatchObject({ code: "conflict" });
});
