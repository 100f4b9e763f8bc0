/**
 * A record with changes: those that are `null` in what was asked for take an optional field away, the others come
 * checked.
 */
export function applyChanges<Value extends object>(record: Value, asked: object, checked: Partial<Value>): Value {
  const cleared = new Set(Object.entries(asked).flatMap(([name, value]) => (value === null ? [name] : [])));
  const kept = Object.entries(record).filter(([name]) => !cleared.has(name));
  return { ...(Object.fromEntries(kept) as Value), ...checked };
}
