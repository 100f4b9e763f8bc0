/** A rule about marks rather than words. */
export interface MarkRule {
  readonly name: string;
  readonly weight: number;
  /** Every repetition in it is bounded, so that a search takes linear time. */
  readonly pattern: RegExp;
}

/** Marks that imitate the conversation's own structure, or carry data away. */
export const MARK_RULES: readonly MarkRule[] = [
  {
    name: "chat-markup",
    weight: 1.2,
    pattern:
      /<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|end_of_text|eot_id|begin_of_text|start_header_id|end_header_id|endofprompt)\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>/i,
  },
  {
    name: "fake-system-turn",
    weight: 0.7,
    pattern:
      /(?:^|\n)[ \t>*]{0,8}(?:#{1,6} {0,2}(?:system|instruction|instructions|new instructions?|system (?:prompt|message))\b[ \t]{0,4}:{0,2}[ \t]{0,4}(?:\n|$)|\**system(?: prompt| message| update| override)?\**[ \t]{0,4}:|\[(?:system|admin|developer)\b[^\]\n]{0,40}\])/i,
  },
  {
    name: "system-tag",
    weight: 0.7,
    pattern:
      /<\/?(?:system|sys|admin|system[ _-](?:prompt|message|mode|override|note)|god mode)\b[^>\n]{0,60}>|\[\[?(?:system|sys)(?: (?:note|message|prompt|mode))?\b[^\]\n]{0,40}\]|<(?:[a-z]{1,20} ){0,4}(?:mode|override)(?: [a-z]{1,20})?>/i,
  },
  {
    name: "role-json",
    weight: 0.5,
    pattern: /["']role["'] {0,4}: {0,4}["'](?:system|developer)["']/i,
  },
  {
    name: "false-end",
    weight: 0.9,
    pattern:
      /[-=#*%<[~+/_]{2,12} {0,2}(?:\/ ?)?end(?:ing|ed)?(?: of)?(?: the)? (?:(?:system|user|untrusted|input|previous|current|original|initial|trusted) ){0,2}(?:prompt|instructions?|input|data|document|text|context|message|conversation|session|query|content|ambiguity|rules|training|examples?)\b/i,
  },
  {
    name: "image-with-data",
    weight: 1.1,
    pattern:
      /!\[[^\][\n]{0,200}\]\( {0,4}https?:\/\/[^\s)]{1,300}(?:[?&/=](?:\{|%7b|\[|<|\$)|[?&](?:data|secret|password|conversation|history|exfil|leak|steal|summary|prompt|payload)=)/i,
  },
  {
    name: "link-with-placeholder",
    weight: 0.8,
    pattern:
      /https?:\/\/[^\s)"'<>]{1,200}[?&][\w-]{1,40}=(?:\{\{?[\w .-]{1,60}\}|\[[\w .-]{1,60}\]|<[\w .-]{1,60}>|\$\{[\w.]{1,60}\})/i,
  },
  {
    name: "hidden-style",
    weight: 0.3,
    pattern:
      /(?:display {0,4}: {0,4}none|visibility {0,4}: {0,4}hidden|font-size {0,4}: {0,4}[01](?:px|pt)?\b|opacity {0,4}: {0,4}0(?![.\d])|color {0,4}: {0,4}(?:white|#fff(?:fff)?)\b)/i,
  },
];

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
