const COMMENT_OPEN = "<!--";
const COMMENT_CLOSE = "-->";
const MAX_COMMENT = 4000;

/** Where HTML comments are, as flat pairs of start and end. */
export function htmlComments(text: string): number[] {
  const places: number[] = [];
  let start = text.indexOf(COMMENT_OPEN);
  let end = -1;
  while (start >= 0) {
    if (end < start) {
      const close = text.indexOf(COMMENT_CLOSE, start);
      end = close < 0 ? text.length : close;
    }
    const stop = Math.min(end, start + MAX_COMMENT);
    places.push(start, stop);
    start = text.indexOf(COMMENT_OPEN, stop);
  }
  return places;
}
