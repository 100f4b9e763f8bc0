import { describe, expect, it } from "vitest";
import { markAgain, withoutMarks } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();

describe("a card that a line break splits", () => {
  it.each([
    "⟦CREDIT_CARD:4111 1111\n1111 1111⟧",
    "I paid with ⟦CREDIT_CARD:4111-1111-\r\n1111-1111⟧, thanks.",
    "> I paid with ⟦CREDIT_CARD:4111 1111\n> 1111 1111⟧ there\n> and here",
    ">> ⟦CREDIT_CARD:5555 5555 5555\r\n>> 4444⟧",
    "It is ⟦CREDIT_CARD:4111\n1111 1111 1111⟧.",
    "It is ⟦CREDIT_CARD:4111-\n  1111-1111-1111⟧.",
    "Amex ⟦CREDIT_CARD:3782 822463 \n10005⟧ exp 04/29",
    "Amex ⟦CREDIT_CARD:3782\n822463 10005⟧",
    "⟦CREDIT_CARD:4111.1111.\n1111.1111⟧",
    "card: ⟦CREDIT_CARD:4111 1111\n1111 1111⟧ 12/28 123",
    "cards: ⟦CREDIT_CARD:4111 1111\n1111 1111⟧\n2024 2025",
  ])("is found: %j", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it.each([
    "4111 1111\n1111 1112",
    "4111 1111.\n1111 1111 people came.",
    "4111 1111\n\n1111 1111",
    "4111 1111-\n1111 1111",
    "4111 1111\n1111-1111",
    "4111 1111 1111\n1111 1111",
    "2019 4111 1111\n1111 1111",
    "4111 1111\n1111 1111 2019 2020",
    "4111 1111\n1111 1111\n2024 2025",
    "2024 2025\n4111 1111\n1111 1111",
    "a4111 1111\n1111 1111",
    "4111 1111\n1111 1111a",
    "4111\n1111\n1111\n1111",
    "sku 0.4111\n1111 1111 1111",
    "order number 4111 1111\n1111 1111",
    "1111 1111\n1111 1111",
    "[[4111, 1111],\n[1111, 1111]]",
  ])("is nothing like: %j", (text) => {
    expect(markAgain(detect, text)).toBe(withoutMarks(text));
  });
});
