import { describe, expect, it } from "vitest";
import { markAgain } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();

describe("the nearest preceding label wins", () => {
  it.each([
    "NPI ⟦US_NPI:1234567893⟧, phone ⟦PHONE_NUMBER:4155552671⟧, MRN ⟦MEDICAL_RECORD_NUMBER:4155552⟧",
    "account ⟦US_BANK_NUMBER:123456789⟧ routing ⟦ABA_ROUTING_NUMBER:021000021⟧ ssn ⟦US_SSN:219099999⟧",
    "policy 123456789, claim 123456789, SSN ⟦US_SSN:219099999⟧, order 123456789",
    "my phone and my passport ⟦US_PASSPORT:912345678⟧",
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("serves a list of values, but not what follows the list", () => {
    const marked = "SSNs: ⟦US_SSN:219099999⟧, ⟦US_SSN:219098888⟧ and ⟦US_SSN:219097777⟧. We sold 219096666 pieces.";
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("reaches over one line break and no further than 45 characters", () => {
    expect(markAgain(detect, "Social Security No.\n⟦US_SSN:219099999⟧")).toContain("US_SSN");
    expect(detect(`ssn ${"and so on ".repeat(5)}219099999`)).toStrictEqual([]);
  });
});

describe("names of keys and columns are labels", () => {
  it.each([
    '{"ssn":"⟦US_SSN:219099999⟧","total":"219098888"}',
    '{"customer_ssn": ⟦US_SSN:219099999⟧, "id": 219098888}',
    '{\\"phoneNumber\\": \\"⟦PHONE_NUMBER:4155552671⟧\\", \\"count\\": 4155552671}',
    "accountNumber: ⟦US_BANK_NUMBER:123456789⟧\nretries: 123456789",
    "<ssn>⟦US_SSN:219099999⟧</ssn><total>219098888</total>",
    "routing_number = '⟦ABA_ROUTING_NUMBER:021000021⟧' AND amount = 21000021",
  ])("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("SQL column lists", () => {
    const marked =
      "INSERT INTO people (name, ssn, card, total) VALUES\n  ('Ann O''Neil', '⟦US_SSN:219099999⟧', ⟦CREDIT_CARD:4111111111111111⟧, 219098888),\n  ('Bob, Jr', '⟦US_SSN:219097777⟧', ⟦CREDIT_CARD:5555555555554444⟧, 219096666);";
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it.each([
    ["comma", ","],
    ["semicolon", ";"],
    ["tab", "\t"],
  ])("header rows, divided by a %s", (_, separator) => {
    const rows = [
      ["name", "ssn", "total", "phone"],
      ["K. O'Neil", "⟦US_SSN:219099999⟧", "219098888", "⟦PHONE_NUMBER:4155552671⟧"],
      ["Bob", "⟦US_SSN:219097777⟧", "219096666", "⟦PHONE_NUMBER:2125550143⟧"],
    ];
    const marked = rows.map((row) => row.join(separator)).join("\n");
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("a table ends with its last row", () => {
    const marked = "name,ssn,total\nAnn,⟦US_SSN:219099999⟧,5\n\nThen came more, 219098888, and more.";
    expect(markAgain(detect, marked)).toBe(marked);
  });
});
