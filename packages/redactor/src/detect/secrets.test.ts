import { describe, expect, it } from "vitest";
import { ENTITY_ALIASES } from "./entity-types.ts";
import { markAgain } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();
const RANDOM = "Zk3vQ9xT1mB7nL5wR2yH8cD4fG6jK0pSaUeXiOoW";

function kindsIn(text: string): (string | undefined)[] {
  return detect(text).map((finding) => finding.kind);
}

describe("keys of the vendors of models", () => {
  it.each([
    ["openai_key", `sk-${RANDOM}12345678`],
    ["openai_key", `sk-proj-${RANDOM}_${RANDOM}`],
    ["openai_key", `sk-svcacct-${RANDOM}`],
    ["anthropic_key", `sk-ant-api03-${RANDOM}-${RANDOM}_aAA`],
    ["groq_key", `gsk_${RANDOM}123456789012`],
    ["xai_key", `xai-${RANDOM}${RANDOM}`],
    ["google_api_key", `AIzaSy${RANDOM.slice(0, 33)}`],
    ["together_key", `tgp_v1_${RANDOM}abc`],
    ["huggingface_token", "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"],
    ["aws_access_key_id", "AKIAIOSFODNN7EXAMPLE"],
    ["aws_access_key_id", "ASIAY34FZKBOKMUTVV7A"],
    ["mistral_key", "MISTRAL_API_KEY=aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY"],
    ["deepinfra_key", 'deepinfra_token: "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY"'],
    ["together_key", `TOGETHER_API_KEY=${"0123456789abcdef".repeat(4)}`],
  ])("%s", (kind, text) => {
    expect(kindsIn(`here: ${text} there`)).toStrictEqual([kind]);
  });
});

describe("other secrets", () => {
  it.each([
    ["token in quotes", `{"auth": "⟦API_KEY:ghp_${RANDOM.slice(0, 36)}⟧"}`],
    ["token in a git URL", `git clone https://user:⟦API_KEY:ghp_${RANDOM.slice(0, 36)}⟧@github.com/a/b.git`],
    ["token in a query", `https://x.example/?key=⟦API_KEY:AIzaSy${RANDOM.slice(0, 33)}⟧&a=1`],
    ["Slack bot token", "⟦API_KEY:xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx⟧"],
    [
      "Slack webhook",
      "curl ⟦API_KEY:https://hooks.slack.com/services/T0A1B2C3D/B4E5F6G7H/aBcDeFgHiJkLmNoPqRsTuVwX⟧ -d x",
    ],
    [
      "Slack token that begins with many digits",
      "value: ⟦API_KEY:xoxb-82474013587-774411022474-urpcywQb8vaJ386gqVYEPHXV⟧",
    ],
    ["Stripe key", "⟦API_KEY:sk_live_4eC39HqLyjWDarjtT1zdp7dc⟧"],
    ["SendGrid key", "⟦API_KEY: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⟧"],
    ["GitLab token", "⟦API_KEY:glpat-aB3dE5fG7hJ9kL1mN2pQ⟧"],
    [
      "JSON Web Token",
      "Bearer ⟦API_KEY:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U⟧",
    ],
    ["generic assignment", "client_secret = '⟦API_KEY:a8F3kL9qPz7Xw2Vb⟧'"],
    ["generic JSON", '{"accessToken": "⟦API_KEY:q7Wn3Zx8Rt5Lp1Kv⟧"}'],
    ["bearer header", "Authorization: Bearer ⟦API_KEY:q7Wn3Zx8Rt5Lp1KvYb2M⟧"],
    ["basic header", "Authorization: Basic ⟦API_KEY:dXNlcjpwYXNzdzByZDEyMw==⟧"],
    ["plain words", "my api key is ⟦API_KEY:q7Wn3Zx8Rt5Lp1Kv⟧"],
    [
      "AWS pair",
      "aws_access_key_id = ⟦AWS_ACCESS_KEY:AKIAIOSFODNN7EXAMPLE⟧\naws_secret_access_key = ⟦AWS_ACCESS_KEY:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟧",
    ],
    [
      "AWS secret after its identifier",
      "⟦AWS_ACCESS_KEY:AKIAIOSFODNN7EXAMPLE⟧ / ⟦AWS_ACCESS_KEY:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY⟧",
    ],
  ])("%s", (_, marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });
});

describe("connection strings: the password alone is covered", () => {
  it.each([
    "mongodb+srv://app:⟦DB_CONNECTION_STRING:p4ss:w0rd⟧@cluster0.example.net/app?retryWrites=true",
    "redis://:⟦DB_CONNECTION_STRING:s3cr3tP4ss⟧@cache:6379/0",
    'DATABASE_URL="mysql://root:⟦DB_CONNECTION_STRING:Tr0ub4dor&3⟧@10.0.0.5/shop"'.replace("10.0.0.5", "db"),
    "Server=db;User Id=app;Password=⟦DB_CONNECTION_STRING:p4ssW0rd!⟧;Database=x",
    "jdbc:sqlserver://db:1433;user=app;password=⟦DB_CONNECTION_STRING:p4ssW0rd!⟧;encrypt=true",
    "https://app:⟦PASSWORD:p4ssW0rd⟧@example.com/feed",
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });
});

describe("passwords", () => {
  it.each([
    "The wifi password is ⟦PASSWORD:Sunny!day42⟧.",
    'password = "⟦PASSWORD:correctHorse9⟧"',
    "DB_PASSWORD=⟦PASSWORD:x8!kQ2#z⟧",
    "spring.datasource.password=⟦PASSWORD:x8kQ2zzT⟧",
    "{'passwd': '⟦PASSWORD:x8kQ2zzT⟧'}",
    "pwd: ⟦PASSWORD:$ecret99⟧",
    "- name: DB_PASSWORD\n  value: ⟦PASSWORD:x8kQ2zzT⟧\n",
    "passphrase: ⟦PASSWORD:Ab3-x9!q⟧",
    '<add key="Password" value="⟦PASSWORD:x8kQ2zzT⟧" />',
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });
});

describe("key blocks", () => {
  const BODY = "MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9OiZ1BjP5CE\nWw7wXq0Kk2o5mNnR8pXv3s=";
  it.each([
    ["PEM", `x ⟦PRIVATE_KEY:-----BEGIN RSA PRIVATE KEY-----\n${BODY}\n-----END RSA PRIVATE KEY-----⟧ y`],
    [
      "encrypted PEM",
      `⟦PRIVATE_KEY:-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n${BODY}\n-----END RSA PRIVATE KEY-----⟧`,
    ],
    ["OpenSSH", `⟦PRIVATE_KEY:-----BEGIN OPENSSH PRIVATE KEY-----\n${BODY}\n-----END OPENSSH PRIVATE KEY-----⟧`],
    [
      "PGP",
      `⟦PRIVATE_KEY:-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${BODY}\n=aBcD\n-----END PGP PRIVATE KEY BLOCK-----⟧`,
    ],
    [
      "literal line feeds",
      `{"private_key": "⟦PRIVATE_KEY:-----BEGIN PRIVATE KEY-----\\n${BODY.replace("\n", "\\n")}\\n-----END PRIVATE KEY-----⟧\\n", "n": 1}`,
    ],
    ["cut off at its end", `⟦PRIVATE_KEY:-----BEGIN PRIVATE KEY-----\n${BODY}⟧`],
    ["cut off, then prose", `⟦PRIVATE_KEY:-----BEGIN PRIVATE KEY-----\n${BODY}⟧\nThat was the key, more or less.`],
  ])("%s", (_, marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("covers a long body to its bound when no footer comes", () => {
    const lines = "MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9OiZ1BjP5CEWw7wXq0Kk2o5mNnR8\n".repeat(400);
    const [finding] = detect(`-----BEGIN PRIVATE KEY-----\n${lines}`);
    expect(finding).toMatchObject({ type: "PRIVATE_KEY", start: 0 });
    expect(finding?.end).toBeGreaterThan(16_000);
  });
});

it("every alias names a kind that some text gets", () => {
  const kinds = new Set(
    kindsIn(
      [
        `ghp_${RANDOM.slice(0, 36)}`,
        "glpat-aB3dE5fG7hJ9kL1mN2pQ",
        "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
        "https://hooks.slack.com/services/T0A1B2C3D/B4E5F6G7H/aBcDeFgHiJkLmNoPqRsTuVwX",
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        `AIzaSy${RANDOM.slice(0, 33)}`,
        `sk-proj-${RANDOM}`,
        `sk-ant-api03-${RANDOM}`,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "DEA AB1234563",
        "client_secret = 'a8F3kL9qPz7Xw2Vb'",
      ].join("\n"),
    ),
  );
  const named = Object.values(ENTITY_ALIASES).flatMap((alias) => alias.kind ?? []);
  expect(named.filter((kind) => !kinds.has(kind))).toStrictEqual([]);
});
