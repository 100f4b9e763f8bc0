import type { ChatChunk, ChatCompletion, ChatRequest, JsonObject } from "@hub/protocol";
import type { ProviderModel } from "../provider.ts";
import type { DroppedParams } from "../translation/dropped-params.ts";
import type { ToolCallIdForm } from "../translation/tool-calls.ts";
import type { VendorError, VendorFailure } from "../wire-format.ts";
import type { RareFeature } from "./rare-features.ts";

/**
 * How one OpenAI-compatible vendor differs from OpenAI. Everything not named here is the same, but for what few vendors
 * know: unless `dialect` or `knows` says so, that is dropped or refused.
 */
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

  /** `full` where the vendor knows all that OpenAI does. Others are spared what few of them know: {@link RareFeature}. */
  dialect?: "full";
  /** What this vendor knows of that. */
  knows?: readonly RareFeature[];
  /** All request fields that the vendor takes, in its own words, where it refuses any other. */
  fields?: ReadonlySet<string>;
  /** Request fields the vendor does not know, or takes no notice of. */
  drop?: readonly (keyof ChatRequest & string)[];
  /** Request fields that some of its models do not know. */
  dropFor?: readonly (readonly [models: RegExp, fields: readonly (keyof ChatRequest & string)[]])[];
  /** Request fields that the vendor calls something else. */
  rename?: Readonly<Record<string, string>>;
  /** Set where the vendor gives one answer per request, so that `n` above 1 is refused. */
  oneAnswer?: true;
  /** The levels of `reasoning_effort` that models have, from low to high. The first pattern that matches counts. */
  reasoningEfforts?: readonly (readonly [models: RegExp, levels: readonly string[]])[];
  /** `false` where the vendor refuses, or does not know, functions whose arguments have to follow their schema. */
  strictTools?: false;
  /** The vendor's names of OpenAI's service tiers, where they are not all the same. Others are dropped. */
  serviceTiers?: Readonly<Record<string, string>>;
  /** `false` where the vendor refuses `stream_options`, because it always reports usage. */
  streamOptions?: boolean;

  /** Fields of history messages the vendor refuses, beyond the reasoning of other vendors. */
  dropMessageFields?: readonly string[];
  /** All fields of messages that the vendor takes, where it refuses any other. */
  messageFields?: ReadonlySet<string>;
  /** `false` where the developer is a system. */
  developerRole?: false;
  /** Set where a system message after an answer is refused, so that they all go first. */
  systemFirst?: true;
  /** Set where definitions, tool calls and answers are checked against a schema that knows nothing optional as null. */
  strictSchema?: true;
  /** Set where only users send content in parts; text parts of other roles are joined. */
  partsOfUsersOnly?: true;
  /** `false` where the vendor takes no notice of how closely an image is to be looked at. */
  imageDetail?: false;
  /** The tool call ids that the vendor takes. Default: those of up to 40 characters, as OpenAI does. */
  toolCallIds?: ToolCallIdForm;
  /** Changes a part of a message. It is the caller's: give back another one. */
  adjustPart?: (part: JsonObject, path: string) => JsonObject;
  /** Last changes to the body about to be sent. It is the gateway's own copy; nested values are the caller's. */
  adjustRequest?: (body: JsonObject, dropped: DroppedParams) => void;

  /** What the vendor calls the model's reasoning in its answers. Default: `reasoning_content`. */
  reasoningField?: string;
  /** Changes an answer in place, once it is known to have choices with messages, and before the rest is checked. */
  adjustCompletion?: (completion: ChatCompletion & JsonObject) => void;
  /** Changes a chunk in place, once it is known to have choices with deltas, and before the rest is checked. */
  adjustChunk?: (chunk: ChatChunk & JsonObject) => void;
  /** Changes what was read from an error response, where the vendor says it in a way of its own. */
  error?: (said: VendorError, failure: Pick<VendorFailure, "body"> & Partial<VendorFailure>) => VendorError;
}
