import type { PrefixCache } from "../../answer/prefix-cache.ts";
import { countTokens } from "../../answer/tokens.ts";
import { countSegments, type InputUsage, type Segment } from "../anthropic/messages-usage.ts";
import type { BedrockModel } from "./bedrock-models.ts";
import type { CachePoint, ConverseBlock, ConverseBody } from "./converse-body.ts";

/** Prompt tokens of an image or a document, whatever its size. */
const mediaTokens = 300;
/** Tokens around each piece of a prompt. */
const overheadTokens = 3;

/** Counts the input of a request: tools, then system, then messages; a cache point belongs to the piece before it. */
export function countConverseInput(body: ConverseBody, model: BedrockModel, cache: PrefixCache): InputUsage {
  const segments: { -readonly [Key in keyof Segment]: Segment[Key] }[] = [];
  const add = (role: string, piece: { readonly cachePoint?: CachePoint }, tokens: () => number) => {
    const last = segments.at(-1);
    if (piece.cachePoint === undefined) {
      segments.push({ key: `${role}:${JSON.stringify(piece)}`, tokens: overheadTokens + tokens(), mark: undefined });
    } else if (last !== undefined) {
      last.mark = piece.cachePoint;
    }
  };
  for (const tool of body.toolConfig?.tools ?? []) add("tool", tool, () => countTokens(JSON.stringify(tool)));
  for (const block of body.system ?? []) add("system", block, () => blockTokens(block));
  for (const message of body.messages) {
    for (const block of message.content) add(message.role, block, () => blockTokens(block));
  }
  return countSegments(model.id, segments, cache);
}

function blockTokens(block: ConverseBlock): number {
  if (block.text !== undefined) return countTokens(block.text);
  const thinking = block.reasoningContent?.reasoningText;
  if (thinking !== undefined) return countTokens(thinking.text);
  if (block.toolResult !== undefined) {
    return block.toolResult.content.reduce((sum, part) => sum + 1 + blockTokens(part), 0);
  }
  const value = block.toolUse ?? block.json ?? block.guardContent;
  return value === undefined ? mediaTokens : countTokens(JSON.stringify(value));
}
