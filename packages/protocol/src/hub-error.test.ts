import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { ERROR_CODES, type ErrorCode, HubError, toHubError } from "./hub-error.ts";

/** The statuses that clients may rely on. */
const STATUSES: [status: number, ...codes: ErrorCode[]][] = [
  [400, "invalid_json", "missing_required_parameter", "invalid_type", "invalid_value", "empty_array"],
  [400, "array_above_max_length", "invalid_request", "unsupported_parameter", "context_length_exceeded"],
  [400, "pii_policy_violation", "prompt_injection_detected"],
  [401, "invalid_api_key"],
  [402, "insufficient_balance"],
  [403, "model_not_allowed", "policy_denied"],
  [404, "model_not_found"],
  [413, "payload_too_large"],
  [415, "unsupported_media_type"],
  [429, "rate_limit_exceeded", "quota_exceeded", "recursive_loop_detected"],
  [502, "upstream_error", "upstream_auth_error"],
  [503, "no_provider_available", "inspection_unavailable"],
  [504, "upstream_timeout"],
];

describe("error codes", () => {
  it.each(STATUSES)("have their status: %i for %s", (status, ...codes) => {
    for (const code of codes) expect([code, new HubError(code, "").status]).toEqual([code, status]);
  });

  it("have the type that OpenAI's SDKs expect beside the status", () => {
    for (const { status, type } of Object.values(ERROR_CODES)) {
      if (status >= 500) expect(type).toBe("server_error");
      else if (status === 429) expect(type).toBe("rate_limit_error");
      else expect(type).not.toBe("server_error");
      if (status === 400) expect(type).toBe("invalid_request_error");
    }
  });

  it("call no fault of the caller retryable", () => {
    for (const { status, retryable } of Object.values(ERROR_CODES)) {
      if (retryable) expect([429, 502, 503, 504]).toContain(status);
    }
  });

  it("are all in the README with their status, and the README has no others", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const section = readme.split(/^## /m).find((text) => text.startsWith("Errors")) ?? "";
    const listed = section
      .split("\n")
      .map((line) => /^\| (\d{3}) +\| (.+) \|$/.exec(line))
      .flatMap((row) => (row?.[2]?.match(/`[a-z_]+`/g) ?? []).map((code) => [code.slice(1, -1), Number(row?.[1])]));
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status])),
    );
    expect(listed).toHaveLength(Object.keys(ERROR_CODES).length);
  });
});

describe("HubError", () => {
  it("takes what its code says, unless it is told otherwise", () => {
    expect(new HubError("upstream_error", "Failed.")).toMatchObject({
      name: "HubError",
      message: "Failed.",
      status: 502,
      type: "server_error",
      retryable: true,
      param: null,
      retryAfterMs: undefined,
    });
    const cause = new Error("socket closed");
    const options = { status: 503, retryable: false, retryAfterMs: 1500, param: "model", cause };
    expect(new HubError("upstream_error", "Failed.", options)).toMatchObject(options);
  });

  it("has no cause where none is given, so that logs show none", () => {
    expect("cause" in new HubError("internal_error", "")).toBe(false);
  });

  it("is OpenAI's envelope on the wire, all four fields always there", () => {
    expect(new HubError("invalid_value", "Bad.", { param: "messages[0].role", cause: "secret" }).toEnvelope()).toEqual({
      error: { message: "Bad.", type: "invalid_request_error", param: "messages[0].role", code: "invalid_value" },
    });
    expect(new HubError("shutting_down", "Soon.").toEnvelope().error).toStrictEqual({
      message: "Soon.",
      type: "server_error",
      param: null,
      code: "shutting_down",
    });
  });

  it("shows a vendor's code in place of its own", () => {
    const error = new HubError("invalid_request", "Bad image.", { vendorCode: "invalid_image_url" });
    expect(error.code).toBe("invalid_request");
    expect(error.toEnvelope().error.code).toBe("invalid_image_url");
  });

  it("knows errors of another installed copy of this package", async () => {
    vi.resetModules();
    const copy = await import("./hub-error.ts");
    expect(copy.HubError).not.toBe(HubError);
    const foreign = new copy.HubError("model_not_found", "No such model.");
    expect(foreign instanceof HubError).toBe(false);
    expect(HubError.isInstance(foreign)).toBe(true);
    expect(toHubError(foreign)).toBe(foreign);
  });

  it("knows errors of another realm", () => {
    const foreign: unknown = runInNewContext(
      'Object.assign(new Error("far"), { [Symbol.for("@hub/protocol.HubError")]: true })',
    );
    expect(foreign instanceof Error).toBe(false);
    expect(HubError.isInstance(foreign)).toBe(true);
  });

  it.each([null, undefined, "HubError", 5, {}, new Error("x"), { name: "HubError", code: "internal_error" }])(
    "takes nothing else for one: %s",
    (value) => expect(HubError.isInstance(value)).toBe(false),
  );
});

describe("toHubError", () => {
  it("leaves a HubError as it is", () => {
    const error = new HubError("policy_denied", "No.");
    expect(toHubError(error)).toBe(error);
  });

  it.each([new Error("connect to postgres://user:secret@db failed"), "secret", { message: "secret" }, undefined])(
    "hides what another error says, and keeps it as the cause: %s",
    (thrown) => {
      const error = toHubError(thrown);
      expect(error).toMatchObject({ code: "internal_error", status: 500, retryable: false });
      expect(JSON.stringify(error.toEnvelope())).not.toContain("secret");
      expect(error.cause).toBe(thrown);
    },
  );
});
