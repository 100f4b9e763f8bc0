import { UsageError } from "./command.ts";

/** `a,b` as a list. */
export const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

/** `requests/minute=60` as a limit. @throws UsageError */
export function limitOf(text: string): object {
  const [, resource, per, max] = /^(requests|tokens|usd)\/([a-z]+)=([\d.]+)$/.exec(text) ?? [];
  if (!resource || !max) throw new UsageError(`'${text}' is no limit. Write it as requests/minute=60 or usd/month=25.`);
  return { [resource]: { per, max: resource === "usd" ? max : Number(max) } };
}

/** A moment: `2027-01-31`, `2027-01-31T12:00:00Z`, or from now on: `90d`, `12h`. As ISO 8601. @throws UsageError */
export function momentOf(text: string, now: number): string {
  const [, amount, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  const time = amount ? now + Number(amount) * (unit === "d" ? 86_400_000 : 3_600_000) : Date.parse(text);
  if (Number.isFinite(time)) return new Date(time).toISOString();
  throw new UsageError(`'${text}' is no time. Write 2027-01-31, 2027-01-31T12:00:00Z, 90d or 12h.`);
}

/** A path's part that somebody has written. */
export const segment = (text: string): string => encodeURIComponent(text);

/** The fields that are not `undefined`. */
export function given<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}
