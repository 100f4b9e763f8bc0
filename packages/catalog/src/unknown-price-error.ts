/** Nobody knows what this costs: the offer has no price, or none for a kind of use. Never to be taken for zero. */
export class UnknownPriceError extends Error {
  readonly code = "unknown_price";
  /** The vendor's id in Hub. */
  readonly provider: string;
  /** The vendor's id of the offer. */
  readonly offer: string;
  /** What has no price: `price` for all of it, a rate such as `audioInput`, `webSearch`, or `serviceTier`. */
  readonly kind: string;

  constructor(provider: string, offer: string, kind: string) {
    const what = kind === "price" ? "no price" : `no price for ${kind}`;
    super(`The catalog has ${what} of ${provider}/${offer}. Give it one in the overrides file.`);
    this.name = "UnknownPriceError";
    this.provider = provider;
    this.offer = offer;
    this.kind = kind;
  }
}
