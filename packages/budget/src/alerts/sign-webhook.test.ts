import { expect, it } from "vitest";
import { parseWebhookSecret, signWebhook } from "./sign-webhook.ts";

it("signs as the Standard Webhooks libraries verify", () => {
  // The vector that those libraries test themselves with.
  const key = parseWebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "secret");
  expect(signWebhook(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_999, '{"test": 2432232314}')).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it.each([
  "",
  "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "whsec_",
  "whsec_c2hvcnQ=",
  `whsec_${"A".repeat(92)}`,
  "whsec_not base64 at all, but long enough for it",
])("takes no secret that is none, and does not repeat it: %j", (secret) => {
  expect(() => parseWebhookSecret(secret, "endpoints[0].secret")).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      param: "endpoints[0].secret",
      message: '`endpoints[0].secret` must be "whsec_" and 24 to 64 random bytes in base64.',
    }),
  );
});
