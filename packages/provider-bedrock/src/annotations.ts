import { isJsonObject, type JsonObject, type UrlCitation } from "@hub/protocol";

/**
 * The citations of a text that covers `start` to `end` of the content, in UTF-16 units. Citations of documents point
 * into what the caller sent, not to an address, and have no counterpart.
 */
export function toAnnotations(citations: readonly unknown[], start: number, end: number): UrlCitation[] {
  return citations.flatMap((citation) => {
    const { title, location }: JsonObject = isJsonObject(citation) ? citation : {};
    const { url }: JsonObject = isJsonObject(location) && isJsonObject(location.web) ? location.web : {};
    if (typeof url !== "string") return [];
    const url_citation = { start_index: start, end_index: end, url, title: typeof title === "string" ? title : "" };
    return [{ type: "url_citation" as const, url_citation }];
  });
}
