/** Lists disagree where their prices differ by more than this share. */
const TOLERANCE = 0.01;
/** Where two lists differ by more than this factor, one of them is wrong, and a person has to say which. */
const IMPLAUSIBLE = 4;
/** Why a price was taken of lists that are equally many on every side. */
export const HIGHEST = "the highest";

/**
 * One price from those of several lists, `[{ source, price }]`: what most of them say, else the highest, for what is
 * charged too low is paid by whoever runs the gateway.
 */
export function reconcile(quotes, decide) {
  if (quotes.length === 0) return { price: undefined };
  const groups = quotes.map(({ price }) => quotes.filter((other) => agree(price, other.price)));
  const largest = groups.reduce((a, b) => (b.length > a.length ? b : a));
  if (largest.length === quotes.length) return { price: mostOften(quotes) };
  const decision = decide?.();
  if (decision) {
    const chosen = quotes.find(({ source }) => source === decision.take);
    if (chosen) return { price: chosen.price, why: decision.why };
  }
  if (largest.length > quotes.length / 2) return { price: mostOften(largest), why: "most lists" };
  const prices = quotes.map(({ price }) => price);
  if (Math.max(...prices) > IMPLAUSIBLE * Math.min(...prices)) return { price: undefined, why: "undecided" };
  return { price: Math.max(...prices), why: HIGHEST };
}

/** Whether two prices are the same, but for rounding. */
export function agree(a, b) {
  return Math.abs(a - b) <= TOLERANCE * Math.max(a, b);
}

/** The price that most quotes have to the digit; of those equally frequent, the highest. */
function mostOften(quotes) {
  const times = (price) => quotes.filter((quote) => quote.price === price).length;
  return quotes
    .map(({ price }) => price)
    .reduce((a, b) => (times(b) > times(a) || (times(b) === times(a) && b > a) ? b : a));
}
