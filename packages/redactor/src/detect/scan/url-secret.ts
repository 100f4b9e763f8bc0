import { isPlaceholder, isReference } from "../secrets/placeholder.ts";
import { OTHER } from "./characters.ts";
import { isAlphanumericAt, kindAt, report, type Scan } from "./scan.ts";

const DATABASE_SCHEME =
  /(?:postgres(?:ql)?|mysql2?|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|oracle|clickhouse|cockroachdb?|db2|couchdb|neo4j(?:\+s)?|bolt|cassandra|influxdb|snowflake|elasticsearch|kafka|nats|ldaps?|memcached|vertica|redshift|trino|presto|firebird|sybase)(?:\+[a-z0-9]{2,12})?$/i;
const MAX_SCHEME = 32;
const MAX_USER_INFO = 300;
const SHORTEST_PASSWORD = 4;

/** The password of a URL whose `://` begins at `colon`: only what has to be hidden is covered, the rest stays readable. */
export function findUrlPassword(scan: Scan, colon: number): void {
  const { text, units } = scan;
  const infoStart = colon + 3;
  const limit = Math.min(infoStart + MAX_USER_INFO, scan.length);
  let separator = -1;
  let at = -1;
  for (let index = infoStart; index < limit; index++) {
    const unit = units[index];
    if (unit === 0x40) at = index;
    else if (unit === 0x3a && separator < 0) separator = index;
    else if (
      unit === 0x2f ||
      unit === 0x3f ||
      unit === 0x22 ||
      unit === 0x27 ||
      unit === 0x60 ||
      isSpace(unit as number)
    ) {
      // A second scheme, or the path: what stands before it is all there is.
      const isInPassword = unit === 0x2f && at < 0 && separator >= 0 && units[index + 1] !== 0x2f;
      if (!isInPassword || isPort(scan, separator + 1, index)) break;
    }
  }
  if (separator < 0 || at < separator + 2 || !isAlphanumericAt(scan, at + 1)) return;
  const start = separator + 1;
  const password = text.slice(start, at);
  if (
    isPlaceholder(password) ||
    isReference(password) ||
    /^(?:password|pass|pwd|secret|user|username|\*+|x+)$/i.test(password)
  )
    return;
  const scheme = schemeBefore(scan, colon);
  if (scheme === "") return;
  const isDatabase = DATABASE_SCHEME.test(scheme);
  if (!isDatabase && password.length < SHORTEST_PASSWORD) return;
  report(
    scan,
    isDatabase
      ? { type: "DB_CONNECTION_STRING", kind: "url_password", start, end: at, score: 1, rule: "database-url" }
      : { type: "PASSWORD", kind: "url_password", start, end: at, score: 0.8, rule: "url-password" },
  );
}

function schemeBefore(scan: Scan, colon: number): string {
  let start = colon;
  const limit = Math.max(0, colon - MAX_SCHEME);
  while (start > limit && (isAlphanumericAt(scan, start - 1) || scan.units[start - 1] === 0x2b)) start--;
  return scan.text.slice(start, colon);
}

/** Whether only digits stand between the colon and the path. */
function isPort(scan: Scan, start: number, end: number): boolean {
  return /^[0-9]*$/.test(scan.text.slice(start, end));
}

function isSpace(unit: number): boolean {
  return unit <= 0x20;
}

const MAX_URL = 2048;
const NOT_IN_URL = new Set(Array.from("\"'`<>\\^{}|", (character) => character.charCodeAt(0)));

/** The URL itself, for policies that ask for URLs. */
export function findUrl(scan: Scan, colon: number): void {
  const scheme = schemeBefore(scan, colon);
  if (!/^(?:https?|ftps?|wss?)$/i.test(scheme)) return;
  const start = colon - scheme.length;
  const limit = Math.min(start + MAX_URL, scan.length);
  // URLs may stand inside each other: what was read for the first is not read again for the second.
  let end = Math.min(Math.max(colon + 3, scan.urlReadUntil), limit);
  while (end < limit && !isSpace(scan.units[end] as number) && !NOT_IN_URL.has(scan.text.charCodeAt(end))) end++;
  scan.urlReadUntil = end;
  while (end > colon + 3 && kindAt(scan, end - 1) >= OTHER && scan.units[end - 1] !== 0x2f) end--;
  while (end > colon + 3 && scan.units[end - 1] === 0x2e) end--;
  if (end > colon + 4) scan.findings.push({ type: "URL", start, end, score: 0.9, rule: "url" });
}
