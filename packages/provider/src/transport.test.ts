import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ScriptedVendor, startScriptedVendor } from "./testing/index.ts";
import { createTransport, type Transport, type TransportOptions } from "./transport.ts";

let vendor: ScriptedVendor;
let transport: Transport;
beforeEach(async () => {
  vendor = await startScriptedVendor();
});
afterEach(async () => {
  await transport.close();
  await vendor.close();
});

function open(options?: TransportOptions): void {
  transport = createTransport("Acme", options);
}

function send(origin = vendor.baseUrl, headers: Record<string, string> = {}) {
  return transport.send({ origin, path: "/v1/chat", headers, body: '{"a":"é"}' });
}

const MEGABYTE = Buffer.alloc(1024 * 1024, "x");

describe("a transport", () => {
  it("posts a body as it is, and gives status, headers and body", async () => {
    open();
    vendor.answer((response) => void response.writeHead(418, { "X-Odd": "yes" }).end("tea"));
    const response = await send();
    expect(response).toMatchObject({ status: 418, headers: { "x-odd": "yes" } });
    expect(await response.text()).toBe("tea");
    expect(vendor.requests[0]).toMatchObject({ path: "/v1/chat", text: '{"a":"é"}' });
    expect(vendor.requests[0]?.headers["content-length"]).toBe("10");
  });

  it("passes over informational responses", async () => {
    open();
    vendor.answer((response) => {
      response.writeEarlyHints({ link: "</a>; rel=preload" });
      response.end("done");
    });
    expect(await (await send()).text()).toBe("done");
  });

  it("stops a vendor whose answer nobody reads, and loses no byte of it", async () => {
    open();
    let written = 0;
    vendor.answer(async (response, { closed }) => {
      while (written < 48) {
        written++;
        if (!response.write(MEGABYTE)) await Promise.race([once(response, "drain"), closed]);
      }
      response.end();
    });
    const { body } = await send();
    let before = -1;
    while (written !== before) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // Some megabytes fit in the buffers of the operating system.
    expect(written).toBeLessThan(40);
    let length = 0;
    for await (const piece of body) length += piece.byteLength;
    expect(length).toBe(48 * MEGABYTE.length);
  });

  it("takes an answer of exactly its limit", async () => {
    open({ maxResponseBytes: 5 });
    vendor.answer((response) => void response.end("12345"));
    expect(await (await send()).text()).toBe("12345");
    vendor.answer((response) => void response.end("123456"));
    await expect((await send()).text()).rejects.toMatchObject({ code: "upstream_error" });
  });

  it("gives up on a vendor that takes the connection but never shakes hands", async () => {
    open({ connectTimeoutMs: 50 });
    const server = createServer((socket) => void socket.on("error", () => {}));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(send(`https://127.0.0.1:${port}`)).rejects.toMatchObject({ code: "upstream_timeout" });
    server.close();
  });

  it("fails on something that does not speak HTTP", async () => {
    open();
    const server = createServer((socket) => void socket.on("error", () => {}).end("SSH-2.0-OpenSSH\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(send(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ code: "upstream_error" });
    server.close();
  });

  it("fails on a header that cannot be sent, without showing it", async () => {
    open();
    const error = await send(undefined, { authorization: "Bearer secret\nkey" }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "upstream_error" });
    expect(String((error as Error).stack)).not.toContain("secret");
  });

  it("closes its connections, and sends nothing after", async () => {
    open();
    vendor.answer((response) => void response.end("done"));
    await (await send()).text();
    const [request] = vendor.requests;
    await transport.close();
    await request?.closed;
    await expect(send()).rejects.toMatchObject({ code: "upstream_error" });
  });
});
