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
  const { changed, findings, slotOf } = result;
  const spared = new Set([...changed.keys()].filter((index) => isEncoded((slots[index] as TextSlot).text)));
  if (spared.size === 0) return result;
  for (const [position, finding] of findings.entries())
    if (isSecret(finding)) spared.delete(slotOf[position] as number);
  const stays = (index: number, { type }: LocatedFinding) => type === PROMPT_INJECTION || !spared.has(index);
  return {
    ...result,
    changed: new Map([...changed].filter(([index]) => !spared.has(index))),
    findings: findings.filter((finding, position) => stays(slotOf[position] as number, finding)),
    slotOf: slotOf.filter((index, position) => stays(index, findings[position] as LocatedFinding)),
  };
}

function isSecret({ type, rule }: LocatedFinding): boolean {
  if (type === DENIED_VALUE || type.startsWith(CUSTOM_PREFIX)) return true;
  return ENTITY_GROUPS[type as EntityType] === "secret" && rule !== REPEATED;
}
