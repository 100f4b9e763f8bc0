/** How a rule is found: where one of these characters stands, between these others, its pattern is tried. */
export interface MarkSign {
  readonly at: string;
  /** What must stand right before: small letters stand for capitals too. Texts begin as after a line feed. */
  readonly before?: string;
  /** What must stand in the next place, and in the one after that. */
  readonly after: readonly [next?: string, afterNext?: string];
  /** Matches from that character on. Every repetition in it is bounded, or of characters that it begins with. */
  readonly pattern: RegExp;
}

/** A rule about marks rather than words. */
export interface MarkRule {
  readonly name: string;
  readonly weight: number;
  readonly signs: readonly MarkSign[];
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const RULERS = "-=#*%<[~+/_";

/** Marks that imitate the conversation's own structure, or carry data away. */
export const MARK_RULES: readonly MarkRule[] = [
  {
    name: "chat-markup",
    weight: 1.2,
    signs: [
      {
        at: "<",
        after: ["|<se"],
        pattern:
          /<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|end_of_text|eot_id|begin_of_text|start_header_id|end_header_id|endofprompt)\|>|<<\/?SYS>>|<(?:start|end)_of_turn>/iy,
      },
      { at: "[", after: ["i/"], pattern: /\[\/?INST\]/iy },
    ],
  },
  {
    name: "fake-system-turn",
    weight: 0.7,
    signs: [
      {
        at: "#",
        before: "\n \t>*",
        after: [" #sin"],
        pattern:
          /(?<=(?:^|\n)[ \t>*]{0,8})#{1,6} {0,2}(?:system|instruction|instructions|new instructions?|system (?:prompt|message))\b[ \t]{0,4}:{0,2}[ \t]{0,4}(?:\n|$)/iy,
      },
      {
        at: ":",
        before: "mte* \t",
        after: [],
        pattern: /(?<=(?:^|\n)[ \t>*]{0,8}\**system(?: prompt| message| update| override)?\**[ \t]{0,4}):/iy,
      },
      {
        at: "[",
        before: "\n \t>*",
        after: ["sad"],
        pattern: /(?<=(?:^|\n)[ \t>*]{0,8})\[(?:system|admin|developer)\b[^\]\n]{0,40}\]/iy,
      },
    ],
  },
  {
    name: "system-tag",
    weight: 0.7,
    signs: [
      {
        at: "<",
        after: [`/${LETTERS}`],
        pattern:
          /<\/?(?:system|sys|admin|system[ _-](?:prompt|message|mode|override|note)|god mode)\b[^>\n]{0,60}>|<(?:[a-z]{1,20} ){0,4}(?:mode|override)(?: [a-z]{1,20})?>/iy,
      },
      {
        at: "[",
        after: ["s["],
        pattern: /\[\[?(?:system|sys)(?: (?:note|message|prompt|mode))?\b[^\]\n]{0,40}\]/iy,
      },
    ],
  },
  {
    name: "role-json",
    weight: 0.5,
    signs: [{ at: "\"'", after: ["r", "o"], pattern: /["']role["'] {0,4}: {0,4}["'](?:system|developer)["']/iy }],
  },
  {
    name: "false-end",
    weight: 0.9,
    signs: [
      {
        at: RULERS,
        after: [RULERS, " /e"],
        pattern:
          /[-=#*%<[~+/_]{2} {0,2}(?:\/ ?)?end(?:ing|ed)?(?: of)?(?: the)? (?:(?:system|user|untrusted|input|previous|current|original|initial|trusted) ){0,2}(?:prompt|instructions?|input|data|document|text|context|message|conversation|session|query|content|ambiguity|rules|training|examples?)\b/iy,
      },
    ],
  },
  {
    name: "image-with-data",
    weight: 1.1,
    signs: [
      {
        at: "!",
        after: ["["],
        pattern:
          /!\[[^\][\n]{0,200}\]\( {0,4}https?:\/\/[^\s)]{1,300}(?:[?&/=](?:\{|%7b|\[|<|\$)|[?&](?:data|secret|password|conversation|history|exfil|leak|steal|summary|prompt|payload)=)/iy,
      },
    ],
  },
  {
    name: "link-with-placeholder",
    weight: 0.8,
    signs: [
      {
        at: ":",
        before: "ps",
        after: ["/", "/"],
        pattern:
          /(?<=https?):\/\/[^\s)"'<>]{1,200}[?&][\w-]{1,40}=(?:\{\{?[\w .-]{1,60}\}|\[[\w .-]{1,60}\]|<[\w .-]{1,60}>|\$\{[\w.]{1,60}\})/iy,
      },
    ],
  },
  {
    name: "hidden-style",
    weight: 0.3,
    signs: [
      {
        at: ":",
        before: "yer ",
        after: [" nh01w#"],
        pattern:
          /(?:(?<=display {0,4}): {0,4}none|(?<=visibility {0,4}): {0,4}hidden|(?<=font-size {0,4}): {0,4}[01](?:px|pt)?\b|(?<=opacity {0,4}): {0,4}0(?![.\d])|(?<=color {0,4}): {0,4}(?:white|#fff(?:fff)?)\b)/iy,
      },
    ],
  },
];
