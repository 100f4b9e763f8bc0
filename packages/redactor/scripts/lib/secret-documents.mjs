// One document per secret rule: a generated token of its format in a line such as people write.
import { sampleOf } from "../../src/detect/secrets/sample.test-helper.ts";
import { LABEL_RULES, PREFIX_RULES } from "../../src/detect/secrets/secret-rules.ts";
import { createRandom } from "./values.mjs";

/** Prefix rules in several settings, label rules beside their label. */
export function secretDocuments(seed) {
  const random = createRandom(seed);
  const settings = [
    (token) => `export KEY=${token}\n`,
    (token) => `{"value": "${token}"}`,
    (token) => `it is ${token} for now`,
  ];
  return [
    ...PREFIX_RULES.map((rule) => {
      const token = sampleOf(rule.pattern, random.integer);
      return place(rule.id, random.pick(settings)(token), token);
    }),
    ...LABEL_RULES.map((rule) => {
      const token = sampleOf(rule.pattern, random.integer);
      return place(rule.id, `${rule.labels[0]}${rule.labels[0].endsWith("_") ? "" : "_"}key: "${token}"\n`, token);
    }),
  ];
}

function place(rule, text, token) {
  const start = text.indexOf(token);
  return { rule, text, start, end: start + token.length };
}
