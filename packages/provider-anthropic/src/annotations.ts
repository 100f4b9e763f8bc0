import { isJsonObject, type UrlCitation } from "@hub/protocol";

/**
 * The citations of a text block that covers `start` to `end` of the content, in UTF-16 units. Citations of documents
 * point into what the caller sent, not to an address, and have no counterpart.
 */
export function toAnnotations(citations: readonly unknown[], start: number, end: number): UrlCitation[] {
  return citations.flatMap((citation) => {
    if (!isJsonObject(citation) || typeof citation.url !== "string") return [];
    const title = typeof citation.title === "string" ? citation.title : "";
    const url_citation = { start_index: start, end_index: end, url: citation.url, title };
    return [{ type: "url_citation" as const, url_citation }];
  });
}
