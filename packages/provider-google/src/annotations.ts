import { Buffer } from "node:buffer";
import { isJsonObject, type JsonObject, type UrlCitation } from "@hub/protocol";
import { countOf, textOf } from "@hub/provider";

/** A passage of the answer and where it is from. Offsets in bytes of UTF-8, as Google counts. */
interface Citation {
  start: number;
  end: number;
  url: string;
  title: string;
  /** The passage itself, where Google repeats it. */
  text?: string | undefined;
}

/** How far offsets may be off, in UTF-16 units. */
const TOLERANCE = 200;

/** Most citations to take from an answer; recorded answers have up to some thirty. */
const MAX_CITATIONS = 1_000;

/**
 * What an answer cites: the passages that web search supports, sources that support no passage in particular, and
 * passages that are recited. Sources without an address are left out: OpenAI's format has no place for them.
 */
export function toAnnotations(candidate: JsonObject, content: string): UrlCitation[] {
  const citations = [...groundings(candidate.groundingMetadata), ...recitations(candidate.citationMetadata)];
  const some = citations.slice(0, MAX_CITATIONS);
  if (some.length === 0) return [];
  const toIndex = createIndexer(
    content,
    some.flatMap(({ start, end }) => [start, end]),
  );
  return some.map(({ start, end, text, url, title }) => {
    const passage = place(content, { start_index: toIndex(start), end_index: toIndex(end) }, text);
    return { type: "url_citation", url_citation: { ...passage, url, title } };
  });
}

/** Google's offsets are right as a rule; where they miss the passage (recorded with Vertex, 2026) it is near by. */
function place(content: string, passage: { start_index: number; end_index: number }, text: string | undefined) {
  const { start_index: start, end_index: end } = passage;
  if (!text || content.slice(start, end) === text) return passage;
  const from = Math.max(0, start - TOLERANCE);
  const found = content.slice(from, start + text.length + TOLERANCE).indexOf(text);
  return found === -1 ? passage : { start_index: from + found, end_index: from + found + text.length };
}

function groundings(metadata: unknown): Citation[] {
  if (!isJsonObject(metadata)) return [];
  const sources = list(metadata.groundingChunks).map(toSource);
  const used = new Set<unknown>();
  const supported = list(metadata.groundingSupports).flatMap((support) => {
    const { startIndex, endIndex, text } = isJsonObject(support.segment) ? support.segment : {};
    const passage = {
      start: countOf(startIndex),
      end: countOf(endIndex),
      text: typeof text === "string" ? text : undefined,
    };
    const indices = Array.isArray(support.groundingChunkIndices) ? support.groundingChunkIndices : [];
    return indices.slice(0, MAX_CITATIONS).flatMap((index: number) => {
      used.add(index);
      const source = sources[index];
      return source ? [{ ...passage, ...source }] : [];
    });
  });
  const others = sources.flatMap((source, index) =>
    source && !used.has(index) ? [{ start: 0, end: 0, ...source }] : [],
  );
  return [...supported, ...others];
}

function recitations(metadata: unknown): Citation[] {
  if (!isJsonObject(metadata)) return [];
  // The Gemini API calls them sources, Vertex citations.
  return list(metadata.citationSources ?? metadata.citations).flatMap(({ uri, title, startIndex, endIndex }) => {
    if (typeof uri !== "string") return [];
    return [{ start: countOf(startIndex), end: countOf(endIndex), url: uri, title: textOf(title) }];
  });
}

function toSource(chunk: JsonObject): { url: string; title: string } | undefined {
  const source = chunk.web ?? chunk.retrievedContext ?? chunk.maps;
  if (!isJsonObject(source) || typeof source.uri !== "string") return undefined;
  return { url: source.uri, title: textOf(source.title) };
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.slice(0, MAX_CITATIONS).filter(isJsonObject) : [];
}

/** Offsets in bytes as offsets in UTF-16 units, all in one walk through the text. */
function createIndexer(text: string, offsets: readonly number[]): (offset: number) => number {
  const bytes = Buffer.from(text);
  if (bytes.length === text.length) return (start) => Math.min(start, text.length);
  const indices = new Map<number, number>();
  let from = 0;
  let index = 0;
  for (const to of offsets.toSorted((a, b) => a - b)) {
    index += bytes.toString("utf8", from, to).length;
    from = Math.min(to, bytes.length);
    indices.set(to, index);
  }
  return (start) => indices.get(start) ?? 0;
}
