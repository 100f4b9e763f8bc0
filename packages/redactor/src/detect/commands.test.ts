import { describe, expect, it } from "vitest";
import { markAgain } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();

describe("passwords in commands", () => {
  it.each([
    "docker login -u deploy -p ⟦PASSWORD:Tr0ub4dor&3⟧ registry.example.com",
    "curl -s -u admin:⟦PASSWORD:s3cure!Pa5s⟧ https://api.example.com/v1",
    'curl --user "admin:⟦PASSWORD:s3cure!Pa5s⟧" https://api.example.com',
    "sshpass -p ⟦PASSWORD:Qw9!xkL2⟧ ssh backup.example.com",
    "mysql -u root -p⟦PASSWORD:S3cr3tRoot9⟧ shop",
    "redis-cli -h cache -a ⟦PASSWORD:p4ssW0rdR3d1s⟧ ping",
    "mytool --password ⟦PASSWORD:Vq8rT2mZ⟧ --verbose",
    "http://x.example/?pwd=⟦PASSWORD:Tr0ub4dor&3⟧&next=1",
    "pwd=⟦PASSWORD:Tr0ub4dor&3⟧",
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it.each([
    "docker run -p 8080:8080 registry.example.com/app",
    "mysql -u root -p shop2024",
    "curl -u $USER:$PASSWORD https://api.example.com",
    "curl -u username:password https://api.example.com",
    "docker login -u deploy -p $REGISTRY_PASSWORD",
    "docker login --password-stdin registry2.example.com",
    "echo x | tool --password --user ann2",
  ])("not in %s", (text) => {
    expect(detect(text).filter(({ type }) => type === "PASSWORD")).toStrictEqual([]);
  });
});

describe("addresses of other forms", () => {
  it.each([
    "send it to ⟦STREET_ADDRESS:57 Askelund 1, Suite 322⟧ please",
    "⟦STREET_ADDRESS:11 Eriksbo Alle 98\n Apt. 568⟧\n",
    "⟦STREET_ADDRESS:PSC 7004, Box 8380\nAPO AP 11949⟧",
    "⟦STREET_ADDRESS:USS Dam\nFPO AE 94560⟧",
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it.each(["We looked at 3 apt 5 times", "the apt 1.2.3 package", "unit 4 of the course", "suite of 12 tests"])(
    "not in %s",
    (text) => {
      expect(detect(text).filter(({ type }) => type === "STREET_ADDRESS")).toStrictEqual([]);
    },
  );
});

describe("labels that are more often something else", () => {
  it("takes a licence for one to drive only before such a number", () => {
    const marked = "her old license was ⟦US_DRIVER_LICENSE:D1234567⟧, and the license is Apache-2.0, license: MIT";
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("takes no letters that a number begins with for a label", () => {
    const marked = "Chart #: ⟦MEDICAL_RECORD_NUMBER:PW505850⟧";
    expect(markAgain(detect, marked)).toBe(marked);
  });
});
