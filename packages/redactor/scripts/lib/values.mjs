// Made-up values of every structured type, with right check digits, from a seeded generator.

import { isBech32 } from "../../src/detect/validators/bech32.ts";
import { sha256 } from "../../src/detect/validators/sha256.ts";

/** Mulberry32: the same seed gives the same values on every machine. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = (list) => list[integer(0, list.length - 1)];
  const string = (alphabet, length) => Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join("");
  return { next, integer, pick, string, digits: (length) => string("0123456789", length) };
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE62 = `${UPPER}abcdefghijklmnopqrstuvwxyz0123456789`;

function luhnDigit(body) {
  let sum = 0;
  for (let index = body.length - 1, doubled = true; index >= 0; index--, doubled = !doubled) {
    const digit = Number(body[index]);
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

function grouped(text, sizes, separator) {
  let start = 0;
  const parts = [];
  for (const size of sizes) {
    parts.push(text.slice(start, start + size));
    start += size;
  }
  return parts.join(separator);
}

function iban(random) {
  const country = random.pick(["GB", "DE", "FR", "ES", "NL", "IT", "CH", "BE", "AT"]);
  const body = {
    GB: () => random.string(UPPER, 4) + random.digits(14),
    DE: () => random.digits(18),
    FR: () => random.digits(23),
    ES: () => random.digits(20),
    NL: () => random.string(UPPER, 4) + random.digits(10),
    IT: () => random.string(UPPER, 1) + random.digits(22),
    CH: () => random.digits(17),
    BE: () => random.digits(12),
    AT: () => random.digits(16),
  }[country]();
  const numeric = Array.from(`${body}${country}00`, (character) => Number.parseInt(character, 36)).join("");
  const check = String(98n - (BigInt(numeric) % 97n)).padStart(2, "0");
  const whole = country + check + body;
  return random.next() < 0.5 ? whole : whole.replace(/(.{4})(?=.)/g, "$1 ");
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

function base58Address(random) {
  const payload = Uint8Array.from({ length: 21 }, (_, index) =>
    index === 0 ? random.pick([0, 5]) : random.integer(0, 255),
  );
  const checksum = sha256(sha256(payload)).subarray(0, 4);
  let number = 0n;
  for (const byte of [...payload, ...checksum]) number = number * 256n + BigInt(byte);
  let text = "";
  for (; number > 0n; number /= 58n) text = BASE58[Number(number % 58n)] + text;
  for (const byte of payload) {
    if (byte !== 0) break;
    text = `1${text}`;
  }
  return text;
}

function bech32Address(random) {
  const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  // The checksum is linear, so that some last characters always complete it; known good addresses are simpler.
  const known = [
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
  ];
  const address = random.pick(known);
  if (!isBech32(address) || alphabet.length !== 32) throw new Error("The sample address is wrong.");
  return address;
}

const date = (random) => {
  const year = random.integer(1932, 2012);
  const month = random.integer(1, 12);
  const day = random.integer(1, 28);
  const two = (value) => String(value).padStart(2, "0");
  const names = "January February March April May June July August September October November December".split(" ");
  return random.pick([
    `${year}-${two(month)}-${two(day)}`,
    `${two(month)}/${two(day)}/${year}`,
    `${day}/${month}/${year}`,
    `${two(day)}.${two(month)}.${year}`,
    `${names[month - 1]} ${day}, ${year}`,
    `${day} ${names[month - 1]} ${year}`,
    `${day} ${names[month - 1].slice(0, 3)} ${year}`,
  ]);
};

/** One maker of values per type. */
export const makers = {
  EMAIL_ADDRESS: (r) =>
    `${r.pick(["anna", "j.doe", "maria_lopez", "k.o'neil", "bob+news", "li.wei88"])}${r.integer(1, 99)}@${r.pick(["example.com", "mail.acme.co.uk", "uni-bonn.de", "posteo.net", "corp.example.org"])}`,
  PHONE_NUMBER: (r) => {
    const area = `${r.integer(2, 9)}${r.pick(["02", "13", "25", "47", "68", "79"])}`;
    const exchange = `${r.integer(2, 9)}${r.digits(2)}`;
    const line = r.digits(4);
    return r.pick([
      `(${area}) ${exchange}-${line}`,
      `${area}-${exchange}-${line}`,
      `${area}.${exchange}.${line}`,
      `+1 ${area} ${exchange} ${line}`,
      `+1-${area}-${exchange}-${line}`,
      `+44 20 ${r.integer(3, 8)}${r.digits(3)} ${r.digits(4)}`,
      `+49 30 ${r.digits(8)}`,
      `+33 1 ${r.digits(2)} ${r.digits(2)} ${r.digits(2)} ${r.digits(2)}`,
      `1-${area}-${exchange}-${line} x${r.digits(3)}`,
    ]);
  },
  DATE_OF_BIRTH: date,
  US_SSN: (r) =>
    `${r.pick(["123", "219", "345", "457", "520", "601", "078"])}-${r.integer(10, 99)}-${r.integer(1000, 9999)}`,
  US_ITIN: (r) => `9${r.digits(2)}-${r.pick([50, 62, 70, 88, 91, 95])}-${r.integer(1000, 9999)}`,
  US_PASSPORT: (r) => r.pick([`${r.integer(1, 9)}${r.digits(8)}`, `${r.string("ACX", 1)}${r.digits(8)}`]),
  US_DRIVER_LICENSE: (r) =>
    r.pick([
      `${r.string(UPPER, 1)}${r.digits(7)}`,
      `${r.string(UPPER, 1)}${r.digits(12)}`,
      `${r.integer(1, 9)}${r.digits(8)}`,
      `${r.string(UPPER, 1)}${r.digits(3)}-${r.digits(4)}-${r.digits(4)}`,
    ]),
  UK_NINO: (r) => {
    const whole = `${r.pick(["AB", "CE", "JG", "PW", "SX"])}${r.digits(6)}${r.pick(["A", "B", "C", "D"])}`;
    return r.next() < 0.5 ? whole : grouped(whole, [2, 2, 2, 2, 1], " ");
  },
  UK_NHS: (r) => {
    for (;;) {
      const body = r.digits(9);
      const sum = Array.from(body).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
      const check = (11 - (sum % 11)) % 11;
      if (check === 10) continue;
      return r.next() < 0.5 ? body + check : grouped(body + check, [3, 3, 4], " ");
    }
  },
  CREDIT_CARD: (r) => {
    const [prefix, length, sizes] = r.pick([
      ["4", 16, [4, 4, 4, 4]],
      ["52", 16, [4, 4, 4, 4]],
      ["2300", 16, [4, 4, 4, 4]],
      ["37", 15, [4, 6, 5]],
      ["6011", 16, [4, 4, 4, 4]],
      ["36", 14, [4, 6, 4]],
    ]);
    const body = prefix + r.digits(length - prefix.length - 1);
    const whole = body + luhnDigit(body);
    const separator = r.pick(["", " ", "-"]);
    return separator === "" ? whole : grouped(whole, sizes, separator);
  },
  IBAN_CODE: iban,
  US_BANK_NUMBER: (r) => `${r.integer(1, 9)}${r.digits(r.integer(7, 13))}`,
  ABA_ROUTING_NUMBER: (r) => {
    const body = `${r.pick(["02", "11", "26", "32", "07"])}${r.digits(6)}`;
    const sum = Array.from(body).reduce((total, digit, index) => total + Number(digit) * [3, 7, 1][index % 3], 0);
    return body + ((10 - (sum % 10)) % 10);
  },
  CRYPTO: (r) => r.pick([base58Address, bech32Address, () => `0x${r.string("0123456789abcdef", 40)}`])(r),
  MEDICAL_RECORD_NUMBER: (r) =>
    r.pick([r.digits(8), `${r.string(UPPER, 2)}${r.digits(6)}`, `${r.integer(1, 9)}${r.digits(6)}`]),
  US_NPI: (r) => {
    const body = `${r.pick([1, 2])}${r.digits(8)}`;
    return body + luhnDigit(`80840${body}`);
  },
  US_MBI: (r) => {
    const letter = () => r.string("ACDEFGHJKMNPQRTUVWXY", 1);
    const either = () => r.string("ACDEFGHJKMNPQRTUVWXY0123456789", 1);
    const whole = `${r.integer(1, 9)}${letter()}${either()}${r.digits(1)}${letter()}${either()}${r.digits(1)}${letter()}${letter()}${r.digits(2)}`;
    return r.next() < 0.5 ? whole : grouped(whole, [4, 3, 4], "-");
  },
  MEDICAL_LICENSE: (r) => {
    const d = r.digits(6);
    const check = (Number(d[0]) + Number(d[2]) + Number(d[4]) + 2 * (Number(d[1]) + Number(d[3]) + Number(d[5]))) % 10;
    return `${r.string("ABFGM", 1)}${r.string(UPPER, 1)}${d}${check}`;
  },
  IP_ADDRESS: (r) =>
    r.pick([
      () => `${r.integer(21, 223)}.${r.integer(0, 255)}.${r.integer(0, 255)}.${r.integer(1, 254)}`,
      () => `2001:db8:${r.string("123456789abcdef", 4)}::${r.string("123456789abcdef", 3)}`,
      () => Array.from({ length: 8 }, () => r.string("123456789abcdef", 4)).join(":"),
    ])(),
  MAC_ADDRESS: (r) => {
    const pairs = Array.from({ length: 6 }, () => r.string("0123456789abcdef", 2));
    return r.pick([
      pairs.join(":"),
      pairs.join("-").toUpperCase(),
      grouped(pairs.join(""), [4, 4, 4], ".").replace(/^..../, "0a1b"),
    ]);
  },
  API_KEY: (r) =>
    r.pick([
      `ghp_${r.string(BASE62, 36)}`,
      `sk-proj-${r.string(BASE62, 64)}`,
      `xoxb-${r.digits(11)}-${r.digits(12)}-${r.string(BASE62, 24)}`,
      `sk_live_${r.string(BASE62, 24)}`,
      `glpat-${r.string(BASE62, 20)}`,
      `AIza${r.string(BASE62, 35)}`,
      `hf_${r.string("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34)}`,
      `SG.${r.string(BASE62, 22)}.${r.string(BASE62, 43)}`,
    ]),
  AWS_ACCESS_KEY: (r) => `${r.pick(["AKIA", "ASIA"])}${r.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`,
  PASSWORD: (r) =>
    `${r.pick(["Sommer", "blue", "T!ger", "river", "Qx"])}${r.digits(3)}${r.pick(["!", "#", "$x", "_Z", "%"])}${r.string(BASE62, 3)}`,
  STREET_ADDRESS: (r) => {
    const street = `${r.integer(1, 9999)} ${r.pick(["Oak", "Maple", "Washington", "Lake View", "King's", "North 5th"])} ${r.pick(["Street", "Ave", "Road", "Lane", "Blvd", "Drive"])}`;
    const unit = r.pick(["", ", Apt 4B", ", Suite 210"]);
    return `${street}${unit}, ${r.pick(["Springfield, IL 62704", "Austin, TX 78701", "Portland, OR 97205"])}`;
  },
};
