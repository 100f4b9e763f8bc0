import { readExample } from "./read-example.ts";

/** What the example of a README says that it prints: the comments behind its calls of `console.log`. */
export function promisedLines(readme: URL, position = 0): string[] {
  const promises = readExample(readme, position).matchAll(/^.*\bconsole\.log\(.*; \/\/ (.*)$/gm);
  return [...promises].map(([, promise]) => promise as string);
}
