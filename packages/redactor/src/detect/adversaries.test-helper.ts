/** So many units of an adversarial text. */
export type Adversary = (length: number) => string;

const repeat =
  (unit: string): Adversary =>
  (length) =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** Texts that make careless scanners slow. */
export const adversaries: Readonly<Record<string, Adversary>> = {
  "at signs": repeat("@"),
  "a@": repeat("a@"),
  "a@b.": repeat("a@b."),
  "long local part": repeat("a.b-c_d"),
  letters: repeat("a"),
  digits: repeat("7"),
  "digit space": repeat("1 "),
  "digit groups": repeat("123 "),
  "card groups": repeat("4111 "),
  "social security": repeat("078-05-1120 "),
  "digits and dots": repeat("1."),
  "digits and hyphens": repeat("12-"),
  brackets: repeat("("),
  "brackets and digits": repeat("(4) "),
  plus: repeat("+1 "),
  "http://": repeat("http://"),
  "scheme with user": repeat("postgres://a:b"),
  "user and at": repeat("a:b@c"),
  "-----BEGIN": repeat("-----BEGIN "),
  "key headers": repeat("-----BEGIN RSA PRIVATE KEY-----\n"),
  "key header and body": repeat("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"),
  "key=value": repeat("key=value&"),
  "password=": repeat("password="),
  "password is": repeat("password is secret1 "),
  "api_key=": repeat("api_key=a1b2c3d4e5f6g7h8 "),
  eyJ: repeat("eyJ"),
  "eyJ.": repeat("eyJhbGciOiJ."),
  "eyJ-": repeat("eyJ-"),
  "sk-": repeat("sk-proj-"),
  ghp_: repeat("ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-"),
  AKIA: repeat("AKIA"),
  "AWS keys": repeat("AKIAIOSFODNN7EXAMPLE "),
  colons: repeat(":"),
  "hex and colons": repeat("ab:"),
  "double colons": repeat("a1::"),
  slashes: repeat("/"),
  "street suffixes": repeat("12 Oak Street "),
  capitals: repeat("John Smith "),
  unicode: repeat("é漢👩‍👧 "),
  "full width digits": repeat("４１１１ "),
  commas: repeat("ssn,phone,card\n"),
  quotes: repeat("\"'`"),
  "line feeds": repeat("\n"),
  months: repeat("born 5 May 1980 "),
  base64: repeat("QWxhZGRpbjpvcGVuIHNlc2FtZQ+/"),
  "iban letters": repeat("GB82 WEST "),
  "sql values": repeat("(ssn, card, phone) VALUES "),
  "vendor labels": repeat("twilio mailgun datadog 0a1b2c3d4e5f60718 "),
};
