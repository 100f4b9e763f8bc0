import { ENTITY_GROUPS, type EntityType } from "../detect/entity-types.ts";
import type { LocatedFinding, RedactedSlots, TextSlot } from "../engine.ts";
import { CUSTOM_PREFIX, DENIED_VALUE, PROMPT_INJECTION } from "../policy/policy.ts";
import { REPEATED } from "../scan/repetitions.ts";
import { isEncoded } from "./protocol.ts";

/**
 * Leaves long stretches of base64 as they were, unless there is a secret in them: numbers and names that are found in
 * them are chance, and what they encode is ruined by another byte.
 */
export function sparingEncoded(slots: readonly TextSlot[], result: RedactedSlots): RedactedSlots {
  const changed = slots.filter(({ text }, index) => text !== result.texts[index] && isEncoded(text));
  if (changed.length === 0) return result;
  const candidates = new Set(changed.map(({ path }) => path));
  for (const finding of result.findings) if (isSecret(finding)) candidates.delete(finding.path);
  const isSpared = (path: string) => candidates.has(path);
  return {
    ...result,
    texts: result.texts.map((text, index) => {
      const slot = slots[index] as TextSlot;
      return isSpared(slot.path) && isEncoded(slot.text) ? slot.text : text;
    }),
    findings: result.findings.filter(({ path, type }) => type === PROMPT_INJECTION || !isSpared(path)),
  };
}

function isSecret({ type, rule }: LocatedFinding): boolean {
  if (type === DENIED_VALUE || type.startsWith(CUSTOM_PREFIX)) return true;
  return ENTITY_GROUPS[type as EntityType] === "secret" && rule !== REPEATED;
}
