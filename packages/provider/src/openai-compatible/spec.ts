import type { ChatChunk, ChatCompletion, ChatRequest, JsonObject } from "@hub/protocol";
import type { ProviderModel } from "../provider.ts";
import type { DroppedParams } from "../translation/dropped-params.ts";
import type { VendorError } from "../wire-format.ts";

/** How one OpenAI-compatible vendor differs from OpenAI. Everything not named here is the same. */
export interface OpenAICompatibleSpec {
  /** The name in `<vendor>/<model>`: lower case. */
  id: string;
  /** The name for people. */
  name: string;
  /** The documented base URL, to which `/chat/completions` is added. */
  baseUrl: string;
  /** The environment variable that customarily holds the key. */
  apiKeyVariable?: string;
  models?: readonly ProviderModel[];
  /** Whether a bare model id is one that this vendor makes. Default: none is. */
  makes?: (model: string) => boolean;

  /** Request fields the vendor does not know. */
  drop?: readonly (keyof ChatRequest & string)[];
  /** Request fields that the vendor calls something else. */
  rename?: Readonly<Record<string, string>>;
  /** Fields of history messages the vendor refuses, beyond the reasoning of other vendors. */
  dropMessageFields?: readonly string[];
  /** `false` where the vendor refuses `stream_options`, because it always reports usage. */
  streamOptions?: boolean;
  /** Whether the vendor knows `tool_choice: allowed_tools`. Others are sent the allowed tools alone. */
  allowedTools?: boolean;
  /** Last changes to the body about to be sent. It is the gateway's own copy; nested values are the caller's. */
  adjustRequest?: (body: JsonObject, dropped: DroppedParams) => void;

  /** Changes an answer in place, once it is known to have choices with messages, and before the rest is checked. */
  adjustCompletion?: (completion: ChatCompletion & JsonObject) => void;
  /** Changes a chunk in place, once it is known to have choices with deltas, and before the rest is checked. */
  adjustChunk?: (chunk: ChatChunk & JsonObject) => void;
  /** Reads an error body that is not in OpenAI's form. */
  error?: (body: unknown) => VendorError | undefined;
}
