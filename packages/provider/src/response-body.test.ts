import { afterEach, describe, expect, it, vi } from "vitest";
import { createResponseBody } from "./response-body.ts";

const KILOBYTE = new Uint8Array(1024);

/** A connection that only remembers what it was told. */
function createConnection() {
  const connection = {
    paused: false,
    aborted: false,
    reason: null,
    abort: vi.fn(() => {
      connection.aborted = true;
    }),
    pause: vi.fn(() => {
      connection.paused = true;
    }),
    resume: vi.fn(() => {
      connection.paused = false;
    }),
  };
  return connection;
}

function setup() {
  const connection = createConnection();
  const sink = createResponseBody(connection);
  return { connection, sink, reader: sink.body[Symbol.asyncIterator]() };
}

afterEach(() => void vi.useRealTimers());

describe("a response body", () => {
  it("gives its bytes in order, whether they or the reader come first", async () => {
    const { sink, reader } = setup();
    const early = reader.next();
    sink.push(Uint8Array.of(1));
    sink.push(Uint8Array.of(2));
    sink.end();
    expect((await early).value).toEqual(Uint8Array.of(1));
    expect((await reader.next()).value).toEqual(Uint8Array.of(2));
    expect((await reader.next()).done).toBe(true);
    expect((await reader.next()).done).toBe(true);
  });

  it("gives what has arrived before the failure that came after", async () => {
    const { sink, reader } = setup();
    sink.push(KILOBYTE);
    sink.fail(new Error("cut"));
    expect((await reader.next()).value).toBe(KILOBYTE);
    await expect(reader.next()).rejects.toThrow("cut");
    await expect(reader.next()).rejects.toThrow("cut");
  });

  it("fails a reader who is waiting", async () => {
    const { sink, reader } = setup();
    const waiting = reader.next();
    sink.fail(new Error("cut"));
    await expect(waiting).rejects.toThrow("cut");
  });

  it("pauses the connection for a slow reader, and resumes it when half is read", async () => {
    const { connection, sink, reader } = setup();
    let pushed = 0;
    while (!connection.paused) {
      sink.push(KILOBYTE);
      pushed++;
    }
    expect(pushed).toBe(257);
    for (let read = 0; read < 128; read++) await reader.next();
    expect(connection.paused).toBe(true);
    await reader.next();
    expect(connection.paused).toBe(false);
    expect(connection.resume).toHaveBeenCalledTimes(1);
  });

  it("aborts the connection when it is cancelled, once, and holds nothing more", async () => {
    const { connection, sink, reader } = setup();
    sink.push(KILOBYTE);
    sink.body.cancel();
    sink.body.cancel();
    sink.push(KILOBYTE);
    expect(connection.abort).toHaveBeenCalledTimes(1);
    expect((await reader.next()).done).toBe(true);
  });

  it("is cancelled by a reader who leaves, and ends one who is waiting", async () => {
    const { connection, sink, reader } = setup();
    const waiting = reader.next();
    await reader.return?.();
    expect((await waiting).done).toBe(true);
    expect(connection.abort).toHaveBeenCalledTimes(1);
    sink.fail(new Error("aborted"));
    expect((await reader.next()).done).toBe(true);
  });

  it("lets a finished response drain, even one that was paused", () => {
    vi.useFakeTimers();
    const { connection, sink } = setup();
    while (!connection.paused) sink.push(KILOBYTE);
    sink.body.drain();
    expect(connection.paused).toBe(false);
    sink.end();
    vi.advanceTimersByTime(60_000);
    expect(connection.abort).not.toHaveBeenCalled();
  });

  it("cuts a response that goes on long after its end", () => {
    vi.useFakeTimers();
    const { connection, sink } = setup();
    sink.body.drain();
    vi.advanceTimersByTime(999);
    expect(connection.abort).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(connection.abort).toHaveBeenCalledTimes(1);
  });

  it("does nothing to a connection whose response has ended", () => {
    const { connection, sink } = setup();
    sink.end();
    sink.body.cancel();
    sink.body.drain();
    expect(connection.abort).not.toHaveBeenCalled();
    expect(connection.resume).not.toHaveBeenCalled();
  });
});
