import { describe, expect, it } from "vitest";
import { ENTITY_TYPES } from "./entity-types.ts";
import { markAgain } from "./marked-text.test-helper.ts";
import { createStructuredDetector } from "./structured-detector.ts";

const detect = createStructuredDetector();

/** Marked texts by type. */
const POSITIVES: Readonly<Record<string, readonly string[]>> = {
  EMAIL_ADDRESS: [
    "Write to ⟦EMAIL_ADDRESS:john.doe+news@mail.example.co.uk⟧.",
    "<⟦EMAIL_ADDRESS:k.o'neil@example.com⟧>, mailto:⟦EMAIL_ADDRESS:a_b@example.org⟧?subject=x",
    "email=⟦EMAIL_ADDRESS:jan@example.com⟧&next=1",
    "⟦EMAIL_ADDRESS:jürgen@bücher.example⟧ schrieb",
  ],
  PHONE_NUMBER: [
    "Call ⟦PHONE_NUMBER:(415) 555-2671⟧ or ⟦PHONE_NUMBER:415-555-2671⟧ or ⟦PHONE_NUMBER:415.555.2671⟧",
    "⟦PHONE_NUMBER:+44 20 7946 0958⟧, ⟦PHONE_NUMBER:+4930123456⟧, ⟦PHONE_NUMBER:+1 (415) 555-2671⟧",
    "phone: ⟦PHONE_NUMBER:4155552671⟧, fax ⟦PHONE_NUMBER:1-415-555-2671 x123⟧",
    "⟦PHONE_NUMBER:833.719.3994x1887⟧-fax",
    "Tel. ⟦PHONE_NUMBER:02.27.96.63.08⟧",
    "you can call ⟦PHONE_NUMBER:469 34 883⟧ any time",
    "tel ⟦PHONE_NUMBER:４１５-５５５-２６７１⟧ in full width",
    "Phone:\u00a0⟦PHONE_NUMBER:415\u2011555\u20112671⟧ with typographic hyphens",
  ],
  DATE_OF_BIRTH: [
    "DOB: ⟦DATE_OF_BIRTH:01/31/1980⟧",
    "born on ⟦DATE_OF_BIRTH:5 January 1980⟧ in Bern",
    "date of birth ⟦DATE_OF_BIRTH:1980-01-31⟧",
    "birthday ⟦DATE_OF_BIRTH:March 3rd, 1975⟧",
    '{"birthDate": "⟦DATE_OF_BIRTH:1980-01-31⟧", "created": "2024-01-31"}',
    "⟦DATE_OF_BIRTH:31.01.1980⟧ (date of birth)",
    "from 1.2.3.4.5, and then born ⟦DATE_OF_BIRTH:23.02.2011⟧",
    "dob=⟦DATE_OF_BIRTH:19800131⟧",
  ],
  STREET_ADDRESS: [
    "I live at ⟦STREET_ADDRESS:3022 Benson Park Drive, Apt 4, Salem, OR 97301⟧.",
    "⟦STREET_ADDRESS:12 N. 5th Ave, New York, NY 10001⟧",
    "Write to ⟦STREET_ADDRESS:P.O. Box 1234⟧ please",
    "Sie wohnt in der ⟦STREET_ADDRESS:Gesäusestrasse 6⟧ in Wien",
    "⟦STREET_ADDRESS:12 rue de la Paix⟧ est chère",
  ],
  US_SSN: [
    "SSN ⟦US_SSN:078-05-1120⟧, ssn: ⟦US_SSN:078051120⟧",
    "my social security number is ⟦US_SSN:078 05 1120⟧",
    "it is ⟦US_SSN:219-09-9999⟧ by itself",
    "⟦US_SSN:219099999⟧ is my SSN",
  ],
  US_ITIN: ["ITIN ⟦US_ITIN:912-70-1234⟧", "taxpayer id: ⟦US_ITIN:912701234⟧"],
  US_PASSPORT: ["passport number ⟦US_PASSPORT:912345678⟧", "Passport: ⟦US_PASSPORT:C01234567⟧"],
  US_DRIVER_LICENSE: [
    "driver's license ⟦US_DRIVER_LICENSE:D1234567⟧",
    "My driver’s license number is ⟦US_DRIVER_LICENSE:D123-4567-8901⟧",
    "DL# ⟦US_DRIVER_LICENSE:123456789⟧",
  ],
  UK_NINO: ["NI number ⟦UK_NINO:AB123456C⟧", "⟦UK_NINO:AB 12 34 56 C⟧", "nino: ⟦UK_NINO:ab123456c⟧"],
  UK_NHS: ["NHS number ⟦UK_NHS:943 476 5919⟧", "nhs_no=⟦UK_NHS:9434765919⟧"],
  CREDIT_CARD: [
    "⟦CREDIT_CARD:4111 1111 1111 1111⟧ and ⟦CREDIT_CARD:4111-1111-1111-1111⟧ and ⟦CREDIT_CARD:4111111111111111⟧",
    "amex ⟦CREDIT_CARD:3782 822463 10005⟧ exp 04/29",
    "my card 4111x, the other card ⟦CREDIT_CARD:30569309025904⟧",
    "Maestro card ⟦CREDIT_CARD:6759649826438453⟧",
  ],
  IBAN_CODE: ["⟦IBAN_CODE:GB29 NWBK 6016 1331 9268 19⟧", "iban: ⟦IBAN_CODE:de89370400440532013000⟧, thanks"],
  US_BANK_NUMBER: ["account number ⟦US_BANK_NUMBER:123456789012⟧", "checking account: ⟦US_BANK_NUMBER:1234-567-890⟧"],
  ABA_ROUTING_NUMBER: ["routing number ⟦ABA_ROUTING_NUMBER:021000021⟧", "ABA: ⟦ABA_ROUTING_NUMBER:322271627⟧"],
  CRYPTO: [
    "⟦CRYPTO:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2⟧ ⟦CRYPTO:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4⟧",
    "eth ⟦CRYPTO:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed⟧, xrp ⟦CRYPTO:rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh⟧",
  ],
  MEDICAL_RECORD_NUMBER: [
    "MRN: ⟦MEDICAL_RECORD_NUMBER:12345678⟧, chart ⟦MEDICAL_RECORD_NUMBER:AB123456⟧",
    "MRN-⟦MEDICAL_RECORD_NUMBER:241843⟧",
    "Patient ID: ⟦MEDICAL_RECORD_NUMBER:00412345⟧",
  ],
  US_NPI: ["NPI ⟦US_NPI:1234567893⟧", "National Provider Identifier: ⟦US_NPI:1245319599⟧"],
  US_MBI: ["⟦US_MBI:1EG4-TE5-MK73⟧", "Medicare ID: ⟦US_MBI:1EG4TE5MK73⟧"],
  MEDICAL_LICENSE: ["DEA number ⟦MEDICAL_LICENSE:AB1234563⟧", "DEA# ⟦MEDICAL_LICENSE:F91234563⟧"],
  IP_ADDRESS: [
    "from ⟦IP_ADDRESS:203.0.113.42⟧:8080 and ⟦IP_ADDRESS:8.8.8.8⟧/24",
    "⟦IP_ADDRESS:2001:db8::1⟧ [⟦IP_ADDRESS:2001:db8:85a3:8d3:1319:8a2e:370:7348⟧]:443",
    "::ffff is short, ⟦IP_ADDRESS:::ffff:192.0.2.128⟧ is not",
    "Server ⟦IP_ADDRESS:1.2.3.4⟧ is down",
  ],
  MAC_ADDRESS: [
    "⟦MAC_ADDRESS:00:1A:2B:3C:4D:5E⟧ ⟦MAC_ADDRESS:AA-BB-CC-DD-EE-FF⟧ ⟦MAC_ADDRESS:001a.2b3c.4d5e⟧",
    "mac=⟦MAC_ADDRESS:aa:bb:cc:dd:ee:fa⟧",
  ],
  API_KEY: ["key ⟦API_KEY:ghp_1234567890abcdefghijklmnopqrstuvwxyz⟧"],
  AWS_ACCESS_KEY: ["⟦AWS_ACCESS_KEY:AKIAIOSFODNN7EXAMPLE⟧"],
  PRIVATE_KEY: [
    "⟦PRIVATE_KEY:-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----⟧",
  ],
  DB_CONNECTION_STRING: ["postgres://app:⟦DB_CONNECTION_STRING:p4ssW0rd⟧@db.example.com:5432/app"],
  PASSWORD: ["password: ⟦PASSWORD:hunter22⟧"],
};

describe.each(Object.entries(POSITIVES))("%s", (_, texts) => {
  it.each(texts)("%s", (marked) => {
    expect(markAgain(detect, marked)).toBe(marked);
  });
});

describe("the structured detector", () => {
  it("is tested for every type that has a structure", () => {
    const tagged = new Set(["PERSON", "LOCATION"]);
    expect(Object.keys(POSITIVES).sort()).toStrictEqual(ENTITY_TYPES.filter((type) => !tagged.has(type)).sort());
  });

  it("looks only for what it is asked for", () => {
    const narrow = createStructuredDetector({ entities: new Set(["US_SSN"]) });
    expect(narrow("a@example.com, SSN 078-05-1120").map((finding) => finding.type)).toStrictEqual(["US_SSN"]);
  });

  it("leaves private addresses alone when asked to", () => {
    const publicOnly = createStructuredDetector({ skipPrivateIps: true });
    const marked = "10.0.0.1 192.168.1.1 fe80::1ff:fe23:4567:890a ⟦IP_ADDRESS:203.0.113.42⟧";
    expect(markAgain(publicOnly, marked)).toBe(marked);
  });

  it("finds nothing in an empty text, and the same in the same text however often it is asked", () => {
    expect(detect("")).toStrictEqual([]);
    const text = "SSN 078-05-1120, a@example.com";
    const once = detect(text);
    detect("another text, much longer than the first one: 4111 1111 1111 1111");
    expect(detect(text)).toStrictEqual(once);
  });

  it("counts in UTF-16 units after characters beyond the basic plane", () => {
    const marked = "👩‍👧 𝐀 é 漢 SSN ⟦US_SSN:078-05-1120⟧ 👍";
    expect(markAgain(detect, marked)).toBe(marked);
  });

  it("reads texts far longer than the pieces it copies", () => {
    const filler = "nothing to see here, é. ".repeat(500);
    const marked = `${filler}SSN ⟦US_SSN:078-05-1120⟧ ${filler}⟦EMAIL_ADDRESS:a.b@example.com⟧`;
    expect(markAgain(detect, marked)).toBe(marked);
  });
});

describe("extra types", () => {
  it.each([
    ["CA_SIN", "SIN ⟦CA_SIN:130 692 544⟧"],
    ["AU_TFN", "TFN: ⟦AU_TFN:123 456 782⟧"],
    ["AU_ABN", "ABN ⟦AU_ABN:51 824 753 556⟧"],
    ["IN_AADHAAR", "Aadhaar ⟦IN_AADHAAR:2341 2341 2346⟧"],
    ["BR_CPF", "CPF ⟦BR_CPF:111.444.777-35⟧"],
    ["PL_PESEL", "PESEL ⟦PL_PESEL:44051401359⟧"],
    ["ES_NIF", "DNI ⟦ES_NIF:12345678Z⟧"],
    ["IT_FISCAL_CODE", "⟦IT_FISCAL_CODE:RSSMRA85T10A562S⟧"],
    ["SG_NRIC_FIN", "NRIC ⟦SG_NRIC_FIN:S1234567D⟧"],
    ["VIN", "VIN ⟦VIN:1M8GDM9AXKP042788⟧"],
    ["ZIP_CODE", "zip ⟦ZIP_CODE:97301⟧"],
    ["URL", "see ⟦URL:https://example.com/a?b=c⟧, thanks"],
    ["DATE_TIME", "on ⟦DATE_TIME:2024-03-01⟧ at noon"],
  ])("%s is found when asked for, and only then", (type, marked) => {
    expect(markAgain(createStructuredDetector({ extras: [type] }), marked)).toBe(marked);
    expect(markAgain(detect, marked)).not.toContain(`⟦${type}:`);
  });
});
