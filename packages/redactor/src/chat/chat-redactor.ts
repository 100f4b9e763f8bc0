import {
  createEngine,
  type LocatedFinding,
  type RedactedSlots,
  type RedactorOptions,
  refusal,
  type TextSlot,
} from "../engine.ts";
import { toPointer } from "../json-pointer.ts";
import type { PolicyOptions } from "../policy/define-policy.ts";
import type { Policy, Preset } from "../policy/policy.ts";
import { RedactionError } from "../redaction-error.ts";
import { type AnswerRestorer, createAnswerRestorer } from "./answer-restorer.ts";
import { createDraft, type Draft } from "./draft.ts";
import { createFoundKeys, type FoundKeys } from "./found-keys.ts";
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
  /**
   * Whether `outputFindings` are wanted. Without them, nobody looks at what the model says where the policy changes
   * none of it. Default true.
   */
  reportOutput?: boolean;
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
  /** Whether requests and answers come out as they went in, whatever they hold. */
  readonly isIdle: boolean;
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
  const { reportOutput = true } = options;
  const watchesOutput = reportOutput ? engine.scanner.watchesOutput : engine.scanner.changesOutput;
  return {
    policy: engine.policy,
    isIdle: engine.isIdle && !watchesOutput,
    async redactChat(request, { tenant = "" } = {}) {
      const leaves = engine.isIdle ? [] : leavesOf(request);
      const draft = createDraft(request);
      const keys = createFoundKeys();
      const texts = openTexts(leaves, draft, keys, engine.policy.onFailure);
      const vault = engine.openVault(() => seedOf(leaves));
      const result = sparingEncoded(texts.slots, await engine.redactSlotsInTurns(texts.slots, vault, tenant));
      writeTexts(texts, result, draft, keys);
      const media = await readMedia({ leaves, draft, engine, tenant, reader: options.readMedia });
      keys.rename(draft);
      const findings = [...result.findings, ...media.findings].map(keys.hide);
      const uninspected = [...texts.unread, ...result.uninspected, ...media.uninspected].map(keys.hidePath);
      return {
        request: draft.root,
        findings,
        blocked: refusal(findings) ?? media.blocked,
        uninspected,
        ...createAnswerRestorer({ engine, vault, watchesOutput }),
      };
    },
  };
}

/** What several texts are part of, or one that is no text as it stands. */
interface Owner {
  leaf: Leaf;
  group: LeafSlots;
  /** Index of its first slot. */
  first: number;
}

/** The texts of a request. */
interface OpenTexts {
  slots: TextSlot[];
  /** By slot; none where a text is a leaf itself. */
  owners: (Owner | undefined)[];
  /** Pointers to what cannot be inspected and is let through. */
  unread: string[];
}

/** @throws RedactionError `inspection_unavailable` for what cannot be inspected, unless the policy lets it through */
function openTexts(
  leaves: readonly Leaf[],
  draft: Draft<object>,
  keys: FoundKeys,
  onFailure: Policy["onFailure"],
): OpenTexts {
  const texts: OpenTexts = { slots: [], owners: [], unread: [] };
  const { slots, owners, unread } = texts;
  for (const leaf of leaves) {
    if (leaf.kind === "text") {
      slots.push(leaf);
      owners.push(undefined);
      continue;
    }
    const group = slotsOfLeaf(leaf, draft, keys);
    const owner = { leaf, group, first: slots.length };
    for (const slot of group.slots) {
      slots.push(slot);
      owners.push(owner);
    }
    if (group.unread === undefined) continue;
    const param = toPointer(leaf.path);
    if (onFailure === "block") {
      throw new RedactionError("inspection_unavailable", `What stands at ${param} ${group.unread}.`, { param });
    }
    unread.push(param);
  }
  return texts;
}

/** Gives each leaf its texts, where any of them has changed. */
function writeTexts({ slots, owners }: OpenTexts, result: RedactedSlots, draft: Draft<object>, keys: FoundKeys): void {
  const { changed, slotOf } = result;
  for (const index of slotOf) {
    const leaf = owners[index]?.leaf;
    if (leaf?.kind === "key" && !changed.has(index)) keys.mask(leaf.path);
  }
  const written = new Set<Owner>();
  for (const [index, text] of changed) {
    const owner = owners[index];
    if (!owner) {
      draft.set((slots[index] as TextSlot).path, text);
      continue;
    }
    if (written.has(owner)) continue;
    written.add(owner);
    const { group, first } = owner;
    group.write(group.slots.map((slot, position) => changed.get(first + position) ?? slot.text));
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
