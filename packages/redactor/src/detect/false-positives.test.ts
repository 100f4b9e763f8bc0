import { describe, expect, it } from "vitest";
import { markAgain } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();

/** Template strings of shells and programs begin with it, and so would those of this file. */
const DOLLAR = "$";

/** Texts in which nothing is to be found, by what others have taken them for. */
const NEGATIVES: Readonly<Record<string, readonly string[]>> = {
  "telephone numbers": [
    "created_at: 1712345678, updated 1712345679",
    "Order 4155552671 was sent; ticket 2025550143",
    "the number 4155552671 of rows, patient 4155552671, contact 4155552671",
    "<Buffer 66 00 68 00 71 00 77 04 05 06 07 08>, Decimal(+35236450.6)",
    "0.4155552671 and 3.14159265358979",
    "999999999999 is a twelve-digit literal, 123456789012n too",
    "2024-01-17 2024/01/17 12:30:45 17.01.2024",
    "range 100-200-3000, 10 20 30 40 50 60 70",
    "[415, 555, 2671]",
    "- merged over the headers of the call.\n- 2559173: more",
  ],
  cards: [
    "sku 4006381333931, EAN 4006381333932",
    "4111 1111 1111 1112",
    "9876543210123456",
    "0.4111111111111111 is a fraction",
    "4111111111111111111111 has too many digits",
    "1111 1111 1111 1111 and 0000 0000 0000 0000",
  ],
  secrets: [
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "id 123e4567-e89b-12d3-a456-426614174000",
    'token: "123e4567-e89b-12d3-a456-426614174000"',
    "API_KEY=YOUR_API_KEY_HERE_1234567890",
    "api_key = process.env.OPENAI_API_KEY_2024",
    `apiKey: ${DOLLAR}{API_KEY_PROD_12345678}`,
    'secret: "<your-secret-key-123456>"',
    "token = config.auth.tokens2.primary3",
    "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "sk-learn-is-a-library-for-machine-learning",
    "the task-1234567890-abcdefghij-1234567890 is done",
    'import x from "pkg/dist/es2015/internal/util2.js"; model: "gpt-4o-2024-08-06"',
    "(Ed25519PrivateKey, Ed25519PublicKey, Ed448PrivateKey, Ed448PublicKey)",
    "max_tokens: 4096, token_count: 123456789012",
    "integrity sha512-w5NzjUsIOPKnIGEe7VXRIfmGwSbnYeVqJCZKQMRMKSWaDkQKbFRZLxTTyeYwoNiWHEQOzDnDRtWVEBgGvhdPDQ==",
  ],
  passwords: [
    "password: string; password?: string | undefined",
    "password = getPassword(user1)",
    "password: process.env.DB_PASSWORD1",
    `password: ${DOLLAR}{DB_PASSWORD_1}`,
    "PASSWORD=$DB_PASS1",
    "password={{ password1 }}",
    "password: ********",
    'placeholder="Enter your password" type="password"',
    "The password is required and must be strong.",
    "password: user.password1",
    "const password = req.body.password;",
    "forgot password? Reset it here.",
    "password: changeme",
    'password: "password"',
    "test_password_reset_flow()",
    "you need to pass tests/test8.deb and --debug-http2",
    "http://<username>:<password>@proxy-host1",
    "last_pass_time => 1219328376.07815",
    ":type passphrase: :py:data1",
  ],
  "network addresses": [
    "version 1.2.3.4, v1.2.3.4, Version: 10.20.30.40",
    "4.12.0.8 is a build, [basic.ios] 27.4.5.1 a section",
    "1.2.3.4.5 and 1.3.6.1.4.1.311",
    "1.2.3.4-beta.1",
    "std::vec a::b Foo::bar() ::before ::1 is short",
    "12:30:45 and 00:00",
    "ff:ff:ff:ff:ff:ff 00:00:00:00:00:00",
    "aa:bb:cc:dd:ee:ff:00 is too long",
    "dead.beef.cafe has no digit",
    "ObjectIdentifier(2.5.29.35)",
  ],
  "e-mail addresses": [
    "@types/node@20.1.2 and lodash@latest",
    "icon@2x.png, Component@next.tsx",
    "git@github.com:owner/repository.git",
    "https://user:secret@example.com".replace("user:secret", "token"),
    "a@b and @ home, x@localhost",
    "foo@bar..com",
  ],
  identifiers: [
    "PO1234567 arrived",
    "passport photos cost 912 345",
    "AB1234564 is a part, GB123456A too",
    "order no 078-05-1120",
    "000-12-3456 and 666-12-3456",
    "account manager since 2019, accounts payable",
    "routing table 021000021x",
    "1234567893 by itself, 9434765919 too",
    "1EG4-TE5-MK7 is cut short",
    "NIST SP 800-131A",
    "the chart shows 1999 and 2004",
    "chart PATCH schemas ([6655cf0])",
    "license MIT, driver version 550.54",
  ],
  dates: ["updated 2024-01-31", "born to run, so they sang in all of the towns, and on 5 May 1980 too"],
  coins: [
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
  ],
  addresses: [
    "It is a 2 way street",
    "10 minutes drive",
    "We had 3 Great ideas on the way",
    "See Chapter 12 Road map",
    "Option 3 of DR 431",
  ],
  keys: [
    'if (line === "-----BEGIN RSA PRIVATE KEY-----") {',
    "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END CERTIFICATE-----",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
  ],
  "connection strings": [
    "postgres://user:password@localhost/db",
    `postgres://user:${DOLLAR}{PASSWORD}@localhost/db`,
    "postgres://localhost:5432/db",
    "https://example.com:8080/path@2",
  ],
};

describe.each(Object.entries(NEGATIVES))("no %s", (_, texts) => {
  it.each(texts)("%s", (text) => {
    expect(markAgain(detect, text)).toBe(text);
  });
});
