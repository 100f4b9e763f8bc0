import type { Detector, Finding } from "./detect/finding.ts";
import type { Detectors } from "./scan/detectors.ts";

/** A detector of one regular expression. */
export function detectorOf(type: string, pattern: RegExp, score = 1): Detector {
  return (text) =>
    [...text.matchAll(pattern)].map(
      (match): Finding => ({ type, score, rule: "fake", start: match.index, end: match.index + match[0].length }),
    );
}

const emails = detectorOf("EMAIL_ADDRESS", /[a-z0-9]{1,20}@[a-z]{1,20}\.(?:com|org)/gi);
const socials = detectorOf("US_SSN", /(?<![\d-])(?:\d{3}-\d{2}-\d{4}|\d{9})(?![\d-])/g);
const keys = detectorOf("API_KEY", /sk-[a-z0-9]{8,40}/g);
const blocks = detectorOf("PRIVATE_KEY", /-----BEGIN KEY-----[^-]*-----END KEY-----/g);
const names = detectorOf("PERSON", /\b(?:Ann|Bob) (?:Smith|Jones)\b/g, 0.6);

/** Small detectors whose every finding can be foretold. */
export const fakeDetectors: Detectors = {
  structured: (text) => [...emails(text), ...socials(text), ...keys(text), ...blocks(text)],
  names,
};

/** Values that the fake detectors find. */
export const SECRETS = [
  "ann@acme.com",
  "Bob@Acme.org",
  "bob@acme.org",
  "123-45-6789",
  "123456789",
  "sk-0123456789abcdef",
  '-----BEGIN KEY-----\nA"b\\c\n\n-----END KEY-----',
  "Ann Smith",
  "Bob Jones",
];

/** A text in pieces, cut at these places, each taken modulo the text's length. */
export function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].sort((first, second) => first - second);
  return [0, ...cuts].map((start, index) => text.slice(start, cuts[index] ?? text.length));
}
