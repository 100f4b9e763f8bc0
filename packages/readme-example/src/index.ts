export { promisedLines } from "./promised-lines.ts";
export { readExample } from "./read-example.ts";
export { type ReadmeExample, runExample } from "./run-example.ts";
