/** Lengths by country, from the IBAN registry of SWIFT (release 99). */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 " +
    "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 " +
    "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 " +
    "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** How long an IBAN of this country is, in characters without spaces; `undefined` where there are none. */
export function ibanLength(country: string): number | undefined {
  return LENGTHS[country];
}

/** ISO 13616: the length of the country, and a remainder of 1 modulo 97. Upper case, no separators. */
export function isIban(iban: string): boolean {
  return ibanLength(iban.slice(0, 2)) === iban.length && remainder97(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** ISO 7064 MOD 97-10 over digits and upper-case letters, letters counting as 10 to 35. */
function remainder97(text: string): number {
  let remainder = 0;
  for (let index = 0; index < text.length; index++) {
    const value = Number.parseInt(text.charAt(index), 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
