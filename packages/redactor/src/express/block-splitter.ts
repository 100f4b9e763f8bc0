/** Cuts a text that comes in pieces at blank lines or line ends. */
export interface BlockSplitter {
  /** The blocks that this text completes, without what ends them and without empty ones. */
  push(text: string): string[];
}

/** A block is longer than is accepted. */
export class BlockTooLong extends Error {}

/**
 * Creates the splitter of one stream. Each piece is looked through once, however long the block is that it belongs to.
 * Line ends may be of any kind, and cut by the network.
 *
 * @throws BlockTooLong from `push`
 */
export function createBlockSplitter(separator: "\n" | "\n\n", maxLength: number): BlockSplitter {
  let pieces: string[] = [];
  let length = 0;
  let endsInReturn = false;
  /** The line end that may be the first half of a separator. */
  let held = "";

  /** Line ends as `\n`. */
  function normalize(text: string): string {
    const whole = endsInReturn ? `\r${text}` : text;
    endsInReturn = whole.endsWith("\r");
    return (endsInReturn ? whole.slice(0, -1) : whole).replaceAll(/\r\n?/g, "\n");
  }

  return {
    push(text) {
      const blocks = (held + normalize(text)).split(separator);
      const rest = blocks.pop() ?? "";
      if (blocks.length > 0) {
        blocks[0] = pieces.join("") + blocks[0];
        pieces = [];
        length = 0;
      }
      held = rest.endsWith("\n") ? "\n" : "";
      pieces.push(rest.slice(0, rest.length - held.length));
      length += rest.length - held.length;
      if (length > maxLength) throw new BlockTooLong(`More than ${maxLength} characters come without an end.`);
      return blocks.filter((block) => block !== "");
    },
  };
}
