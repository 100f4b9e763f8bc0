/** Longest name of a document, in characters. */
const MAX_NAME_LENGTH = 200;
/** Room for the number of a name that is taken already. */
const MAX_SUFFIX_LENGTH = 10;
/** All that a name may hold besides white space. */
const FORBIDDEN = /[^\p{L}\p{N}\s()[\]-]+/gu;

/** Names the documents of one request. */
export interface DocumentNames {
  /** A name that no other document has: the file's own within Bedrock's rules, and a number where it takes one. */
  nameFor(filename: string | null | undefined): string;
}

/** Creates the names for one request. */
export function createDocumentNames(): DocumentNames {
  const taken = new Set<string>();
  const counts = new Map<string, number>();

  function numbered(name: string): string {
    let count = counts.get(name) ?? 1;
    let free = name;
    while (taken.has(free)) free = `${name} (${++count})`;
    counts.set(name, count);
    return free;
  }

  return {
    nameFor(filename) {
      const name = numbered(sanitize(filename ?? "") || "Document");
      taken.add(name);
      return name;
    },
  };
}

/** "…only alphanumeric characters, whitespace characters (no more than one in a row), hyphens, parentheses, and square brackets" */
function sanitize(filename: string): string {
  const allowed = filename.replace(FORBIDDEN, " ").replace(/\s+/g, " ").trim();
  return allowed.slice(0, MAX_NAME_LENGTH - MAX_SUFFIX_LENGTH).trim();
}
