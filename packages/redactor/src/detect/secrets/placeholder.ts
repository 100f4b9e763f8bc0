/** Parts that people write where a secret will stand. */
const STOP_WORDS =
  /your[-_ ]?|example|placeholder|change[-_]?me|change[-_]?this|replace[-_]?(?:me|with)|insert[-_]|dummy|redacted|removed|masked|<[a-z]|x{4,}|\*{3,}|\.{3,}|_here$|-here$|todo|fixme|lorem|foobar|sample[-_]|my[-_](?:api|secret|token|key|password)|s3cr3t$/i;

/** Whether a text stands for a secret instead of being one: `YOUR_API_KEY`, `xxxxxxxx`, `changeme`. */
export function isPlaceholder(text: string): boolean {
  return STOP_WORDS.test(text) || /^(.)\1*$/.test(text);
}

/** Names of objects that hold settings and input. */
const HOLDERS =
  /^(?:process|os|env|config|secrets?|vault|self|this|req|request|props|data|args|params|settings|ctx|context|options|form|values|user|event)[.[]/i;

/** Whether a text says where a value comes from: `process.env.X`, `${X}`, `{{x}}`, `$X`, `%X%`, a path, an expression. */
export function isReference(text: string): boolean {
  return (
    /^(?:\$[A-Z_][A-Z0-9_]*|\$[a-z_]+|%\w+%|@\w+@)$/.test(text) ||
    /\$\{|\$\(|\{\{|\}\}|=>|\|\||&&|::|==|<\/|\.{3}/.test(text) ||
    /^[<{[(&]/.test(text) ||
    /^[a-z_]\w*(?:\??\.[A-Za-z_]\w*)+$/i.test(text) ||
    HOLDERS.test(text) ||
    /^(?:\/|\.\/|~\/|https?:)/.test(text)
  );
}
