/** Why a recording says nothing about our estimate: something was counted that is not in the request. */
export class LeftOut extends Error {
  name = "LeftOut";
}

/** Refuses a recording unless what it has is known. */
export function assertKnown(isKnown, reason) {
  if (!isKnown) throw new LeftOut(reason);
}
