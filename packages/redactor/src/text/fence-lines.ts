/** Recognises the lines that begin and end fenced blocks, with any indentation and in quoted mail. */
export interface FenceLines {
  /**
   * Takes the next unit. `marks`: the line begins with three marks; at the end of such a line, what stands behind them:
   * nothing, a label for JSON, or something else.
   */
  feed(unit: number): "marks" | "plain" | "json" | "other" | undefined;
  /** Whether this line is none of a fence, and nothing comes of it. */
  isOther(): boolean;
}

const NEWLINE = 0x0a;
const [BACKTICK, TILDE] = [0x60, 0x7e];
/** Space, tab, and what quoted mail begins with. */
const MARGIN: ReadonlySet<number> = new Set([0x20, 0x09, 0x3e]);
/** The line of a fence without its margin. */
const FENCE = /^(?:`{3,}|~{3,})[ \t]*(json[c5l]?|ndjson)?[ \t\r]*$/i;
const MARKS = 3;
/** No more of a line is looked at. */
const LONGEST_LINE = 64;

/** Starts at the beginning of a text. */
export function createFenceLines(): FenceLines {
  /** This line without its margin, as long as it may be that of a fence. */
  let line: string | undefined = "";
  let hasMarks = false;

  function end(): "plain" | "json" | "other" | undefined {
    const whole = line === undefined ? null : FENCE.exec(line);
    const kind = !hasMarks ? undefined : !whole ? "other" : whole[1] ? "json" : "plain";
    line = "";
    hasMarks = false;
    return kind;
  }

  return {
    feed(unit) {
      if (unit === NEWLINE) return end();
      if (line === undefined || (line === "" && MARGIN.has(unit))) return undefined;
      if (line.length < MARKS) {
        const isMark = (unit === BACKTICK || unit === TILDE) && (line === "" || unit === line.charCodeAt(0));
        line = isMark ? line + String.fromCharCode(unit) : undefined;
        hasMarks = line?.length === MARKS;
        return hasMarks ? "marks" : undefined;
      }
      line = line.length < LONGEST_LINE ? line + String.fromCharCode(unit) : undefined;
      return undefined;
    },
    isOther: () => line === undefined,
  };
}
