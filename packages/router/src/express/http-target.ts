import type { Candidate } from "../candidate.ts";
import type { ForwardTarget } from "./forward.ts";

/** An HTTP service that can answer the route's requests. */
export interface HttpTarget extends Pick<Candidate<never>, "cost" | "preferred" | "priority" | "weight"> {
  /** Whose health it is; also the value of `x-hub-provider`. */
  key: string;
  /** The request's path below the route, and its query, are put after it. */
  url: string | URL;
  /** Takes the place of the request's own: this target's credential, say, which no other target gets to see. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * A target as the router takes it.
 *
 * @throws RangeError for a key that no header could carry, and for a URL that cannot be put before a path
 * @throws TypeError for a URL that is none
 */
export function toCandidate({
  key,
  url,
  headers = {},
  cost,
  preferred,
  priority,
  weight,
}: HttpTarget): Candidate<ForwardTarget> {
  if (!/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(key))
    throw new RangeError(`The key '${key}' must be printable ASCII.`);
  const parsed = new URL(url);
  if (!/^https?:$/.test(parsed.protocol) || parsed.username + parsed.password + parsed.search + parsed.hash !== "") {
    throw new RangeError(`The URL of '${key}' must be http or https, without credentials, query and fragment.`);
  }
  return { target: { key, url: parsed, headers }, key, cost, preferred, priority, weight };
}
