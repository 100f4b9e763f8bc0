/** Whether a name matches a pattern in which `*` stands for any text, in any case. Linear in the name for each `*`. */
export function matchesGlob(pattern: string, name: string): boolean {
  const [head = "", ...rest] = pattern.toLowerCase().split("*");
  const text = name.toLowerCase();
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (!text.startsWith(head)) return false;
  let position = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found === -1) return false;
    position = found + piece.length;
  }
  return text.length - tail.length >= position && text.endsWith(tail);
}
