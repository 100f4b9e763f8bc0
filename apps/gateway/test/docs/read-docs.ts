import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root, with a slash at the end. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The documents whose every block is run. Those of packages are run by the packages' own tests. */
export const DOCS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "MIGRATING.md",
  "docs/deployment.md",
] as const;

/** A fenced block of a document. */
export interface Block {
  /** `README.md:15`, for the names of tests. */
  place: string;
  doc: string;
  language: string;
  /** What stands behind the language: `theirs` for configurations of other programs. */
  note: string;
  source: string;
  /** The path in its first line, where the block is a file. */
  path: string | undefined;
}

/** A file of the repository. */
export function read(path: string): string {
  return readFileSync(ROOT + path, "utf8");
}

/** All blocks of all documents, in order. */
export function readBlocks(): Block[] {
  return DOCS.flatMap((doc) => {
    const text = read(doc);
    return [...text.matchAll(/^```(\w*) ?(\w*)\n(.*?)^```$/gms)].map((match) => {
      const [, language = "", note = "", source = ""] = match;
      const line = text.slice(0, match.index).split("\n").length;
      const path = /^\/\/ (\S+\.ts)\n/.exec(source)?.[1];
      return { place: `${doc}:${line}`, doc, language, note, source, path };
    });
  });
}
