import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { type Answers, type Channel, createPeer, PeerError } from "./create-peer.ts";

/** Two ends of one channel, and what closes it; messages are copied as between processes. */
function connect(): [Channel, Channel, () => void] {
  const bus = new EventEmitter();
  const channelOf = (own: string, other: string): Channel => ({
    send(message) {
      const copy = JSON.parse(JSON.stringify(message));
      setImmediate(() => bus.emit(other, copy));
    },
    onMessage: (listener) => void bus.on(own, listener),
    onClose: (listener) => void bus.on("close", listener),
  });
  return [channelOf("near", "far"), channelOf("far", "near"), () => void bus.emit("close")];
}

function peers(answers: Answers, patienceMs?: number) {
  const [near, far, close] = connect();
  createPeer(far, answers);
  return { peer: createPeer(near, {}, patienceMs), near, close };
}

describe("a peer", () => {
  it("gives what the other process answers, also to several questions at once", async () => {
    const { peer } = peers({
      add: async (one: number, other: number) => one + other,
      nothing: () => undefined,
    });
    expect(await Promise.all([peer.ask("add", 1, 2), peer.ask("nothing"), peer.ask("add", 3, 4)])).toEqual([
      3,
      undefined,
      7,
    ]);
  });

  it("fails with what fails there, and for names that are not known", async () => {
    const { peer } = peers({
      fail() {
        throw new RangeError("too far");
      },
    });
    await expect(peer.ask("fail")).rejects.toThrow(new PeerError("too far"));
    for (const name of ["other", "constructor", "__proto__"]) await expect(peer.ask(name)).rejects.toThrow(PeerError);
  });

  it("does not wait for ever, nor for a process that is gone", async () => {
    const forever = { wait: () => new Promise(() => {}) };
    await expect(peers(forever, 5).peer.ask("wait")).rejects.toThrow("within 5 ms");
    const { peer, close } = peers(forever);
    const asked = peer.ask("wait");
    close();
    await expect(asked).rejects.toThrow("gone");
    await expect(peer.ask("wait")).rejects.toThrow("gone");
  });

  it("leaves the messages of others alone", async () => {
    const { peer, near } = peers({ one: () => 1 });
    for (const message of [{ cmd: "NODE_CLUSTER" }, { hub: "answer", id: 99 }, { hub: "something" }])
      near.send(message);
    expect(await peer.ask("one")).toBe(1);
  });
});
