/** Units that are counted one by one; all others count as one. */
const COUNTED = 128;

/** Shannon entropy of the characters of a text, in bits per character. */
export function entropyOf(text: string): number {
  const counts = new Uint32Array(COUNTED);
  for (let index = 0; index < text.length; index++) {
    const unit = Math.min(text.charCodeAt(index), COUNTED - 1);
    counts[unit] = (counts[unit] as number) + 1;
  }
  let entropy = 0;
  for (let unit = 0; unit < COUNTED; unit++) {
    const count = counts[unit] as number;
    if (count > 0) entropy -= (count / text.length) * Math.log2(count / text.length);
  }
  return entropy;
}
