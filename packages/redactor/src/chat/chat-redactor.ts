import { createEngine, type LocatedFinding, type RedactedSlots, type RedactorOptions, refusal } from "../engine.ts";
import type { PolicyOptions } from "../policy/define-policy.ts";
import type { Policy, Preset } from "../policy/policy.ts";
import { RedactionError } from "../redaction-error.ts";
import { type AnswerRestorer, createAnswerRestorer } from "./answer-restorer.ts";
import { createDraft } from "./draft.ts";
import { createFoundKeys, type FoundKeys } from "./found-keys.ts";
import { toPointer } from "./json.ts";
import type { Leaf } from "./leaves.ts";
import type { MediaReader } from "./media.ts";
import { readMedia } from "./read-media.ts";
import { type LeafSlots, slotsOfLeaf } from "./slots.ts";
import { sparingEncoded } from "./spare-encoded.ts";
import { leavesOf } from "./walk-request.ts";

/** What a chat redactor can be given beside its policy. */
export interface ChatRedactorOptions extends RedactorOptions {
  /** Reads images, audio and other files when the policy says `media: "hook"`. */
  readMedia?: MediaReader;
}

/** What is known of a request. */
export interface RedactChatOptions {
  /** Whose request it is; findings are remembered for each tenant apart. Default: one tenant. */
  tenant?: string;
}

/** A chat request without what must not leave, and the way back for its answer. */
export interface ChatRedaction<Request extends object> extends AnswerRestorer {
  /** What did not change is shared with the original, which is never touched. */
  request: Request;
  /** What was found in the request. */
  findings: LocatedFinding[];
  /** Why the request must not leave, if so. In `request`, what is refused is replaced by its type all the same. */
  blocked?: RedactionError | undefined;
  /** Pointers to texts that could not be inspected and that the policy lets through. */
  uninspected: string[];
}

/** Redacts chat requests of OpenAI's form under one policy. */
export interface ChatRedactor {
  readonly policy: Policy;
  /**
   * Hides what the policy says, wherever it stands in a request.
   *
   * @throws RedactionError `inspection_unavailable` when a detector or the reader of files fails, or when something
   * cannot be read: text in an unknown encoding, values nested too deep, an address of enormous length
   */
  redactChat<Request extends object>(request: Request, options?: RedactChatOptions): Promise<ChatRedaction<Request>>;
}

/**
 * Creates a redactor for chats.
 *
 * @throws RedactionError `invalid_policy`
 */
export function createChatRedactor(
  policy: PolicyOptions | Policy | Preset = {},
  options: ChatRedactorOptions = {},
): ChatRedactor {
  const engine = createEngine(policy, options);
  if (engine.policy.media === "hook" && !options.readMedia) {
    throw new RedactionError("invalid_policy", '`media` is "hook": give `readMedia`, or choose "allow" or "block".', {
      param: "media",
    });
  }
  return {
    policy: engine.policy,
    async redactChat(request, { tenant = "" } = {}) {
      const leaves = engine.isIdle ? [] : leavesOf(request);
      const draft = createDraft(request);
      const groups = leaves.map((leaf) => ({ leaf, ...slotsOfLeaf(leaf, draft) }));
      const unread = unreadPaths(groups, engine.policy.onFailure);
      const slots = groups.flatMap((group) => group.slots);
      const vault = engine.openVault(seedOf(leaves));
      const result = sparingEncoded(slots, await engine.redactSlotsInTurns(slots, vault, tenant));
      const keys = createFoundKeys();
      writeTexts(groups, result, keys);
      const media = await readMedia({ leaves, draft, engine, tenant, reader: options.readMedia });
      keys.rename(draft);
      const findings = [...result.findings, ...media.findings].map(keys.hide);
      const uninspected = [...unread, ...result.uninspected, ...media.uninspected].map(keys.hidePath);
      return {
        request: draft.root,
        findings,
        blocked: refusal(findings) ?? media.blocked,
        uninspected,
        ...createAnswerRestorer({ engine, vault }),
      };
    },
  };
}

interface Group extends LeafSlots {
  leaf: Leaf;
}

/** @throws RedactionError `inspection_unavailable` for what cannot be inspected, unless the policy lets it through */
function unreadPaths(groups: readonly Group[], onFailure: Policy["onFailure"]): string[] {
  return groups.flatMap(({ leaf, unread }) => {
    if (unread === undefined) return [];
    const param = toPointer(leaf.path);
    if (onFailure === "allow") return [param];
    throw new RedactionError("inspection_unavailable", `What stands at ${param} ${unread}.`, { param });
  });
}

/** Gives each leaf its texts, where any of them has changed. */
function writeTexts(groups: readonly Group[], { texts, findings }: RedactedSlots, keys: FoundKeys): void {
  const paths = new Set(findings.map(({ path }) => path));
  let next = 0;
  for (const { leaf, slots, write } of groups) {
    const own = texts.slice(next, next + slots.length);
    next += slots.length;
    const hasChanged = slots.some(({ text }, index) => text !== own[index]);
    // Which name of an object was flagged is not known, so none of them is told.
    if (leaf.kind === "key" && !hasChanged && slots.some(({ path }) => paths.has(path))) keys.mask(leaf.path);
    if (!hasChanged) continue;
    if (leaf.kind === "key") keys.add(leaf.path, own[0] ?? "");
    else write(own);
  }
}

const MAX_SEED_LENGTH = 4_096;

/** The texts up to and including the first message that somebody other than the author wrote: every turn has them. */
function seedOf(leaves: readonly Leaf[]): string {
  let seed = "";
  let first: unknown;
  for (const leaf of leaves) {
    if (leaf.path[0] !== "messages" || leaf.kind !== "text") continue;
    if (first !== undefined && leaf.path[1] !== first) break;
    if (leaf.isForeign) first = leaf.path[1];
    seed += `${leaf.text.length}:${leaf.text.slice(0, MAX_SEED_LENGTH)}\n`;
  }
  return seed;
}
