import { HubError } from "@hub/protocol";
import { type DataUrl, parseDataUrl, toBase64 } from "./data-url.ts";
import { invalidValue } from "./invalid-value.ts";

/**
 * The content of a file part: a `data:` URL, or base64 alone, of which the media type is not known and empty here.
 *
 * @throws HubError 400 for data that is missing or cannot be read, naming it by `param`
 */
export function readFileData(data: string | null | undefined, param: string): DataUrl {
  if (!data) {
    throw new HubError("missing_required_parameter", `Missing required parameter: '${param}'.`, { param });
  }
  if (/^data:/i.test(data)) {
    const file = parseDataUrl(data);
    if (file) return file;
  } else {
    const base64 = toBase64(data);
    if (base64 !== undefined) return { mediaType: "", base64 };
  }
  throw invalidValue(param, "expected base64, or a data: URL with base64");
}
