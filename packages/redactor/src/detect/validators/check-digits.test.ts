import { describe, expect, it } from "vitest";
import { cardBrand } from "./card-brand.ts";
import { ibanLength, isIban } from "./iban.ts";
import { passesLuhn } from "./luhn.ts";
import { isNationalInsuranceNumber, isNhsNumber } from "./uk-identifiers.ts";
import {
  isBeneficiaryIdentifier,
  isDeaRegistration,
  isDriverLicense,
  isProviderIdentifier,
  isRoutingNumber,
  isSocialSecurityNumber,
  isTaxpayerNumber,
} from "./us-identifiers.ts";

describe("the Luhn check", () => {
  it.each(["79927398713", "4111111111111111", "378282246310005"])("accepts the published %s", (digits) => {
    expect(passesLuhn(digits)).toBe(true);
  });

  it("refuses every other last digit", () => {
    const others = ["0", "1", "2", "4", "5", "6", "7", "8", "9"].map((digit) => `7992739871${digit}`);
    expect(others.filter(passesLuhn)).toStrictEqual([]);
  });
});

describe("card brands", () => {
  it.each([
    ["4111111111111111", "visa"],
    ["4222222222222", "visa"],
    ["5555555555554444", "mastercard"],
    ["2223003122003222", "mastercard"],
    ["378282246310005", "amex"],
    ["6011111111111117", "discover"],
    ["30569309025904", "diners"],
    ["3530111333300000", "jcb"],
    ["6200000000000005", "unionpay"],
    ["2200000000000004", "mir"],
    ["6759649826438453", "maestro"],
  ])("knows the issuers' test number %s as %s", (digits, brand) => {
    expect(cardBrand(digits)).toBe(brand);
    expect(passesLuhn(digits)).toBe(true);
  });

  it.each(["9111111111111111", "411111111111111", "1700000000000", "55555555555544441"])(
    "knows no brand of %s",
    (digits) => {
      expect(cardBrand(digits)).toBeUndefined();
    },
  );
});

describe("IBAN", () => {
  // Examples of the registry of SWIFT.
  it.each([
    "GB29NWBK60161331926819",
    "DE89370400440532013000",
    "FR1420041010050500013M02606",
    "NO9386011117947",
    "MT84MALT011000012345MTLCAST001S",
    "CH9300762011623852957",
  ])("accepts %s", (iban) => {
    expect(isIban(iban)).toBe(true);
  });

  it.each(["GB28NWBK60161331926819", "DE8937040044053201300", "XX89370400440532013000", "GB29NWBK60161331926891"])(
    "refuses %s",
    (iban) => {
      expect(isIban(iban)).toBe(false);
    },
  );

  it("knows no length for what is no country", () => {
    expect(ibanLength("ZZ")).toBeUndefined();
  });
});

describe("identifiers of the USA", () => {
  it.each([
    ["078051120", true],
    ["899123456", true],
    ["000123456", false],
    ["666123456", false],
    ["900123456", false],
    ["123004567", false],
    ["123450000", false],
    ["111111111", false],
  ])("social security number %s: %s", (digits, valid) => {
    expect(isSocialSecurityNumber(digits)).toBe(valid);
  });

  it.each([
    ["900700000", true],
    ["912501234", true],
    ["999991234", true],
    ["912661234", false],
    ["912891234", false],
    ["912931234", false],
    ["812701234", false],
  ])("taxpayer number %s: %s", (digits, valid) => {
    expect(isTaxpayerNumber(digits)).toBe(valid);
  });

  // 1234567893 is the example of the NPI standard of CMS.
  it.each([
    ["1234567893", true],
    ["1245319599", true],
    ["1234567890", false],
    ["3234567893", false],
  ])("provider identifier %s: %s", (digits, valid) => {
    expect(isProviderIdentifier(digits)).toBe(valid);
  });

  // 1EG4TE5MK73 is the example on the specimen card of CMS.
  it.each([
    ["1EG4TE5MK73", true],
    ["1EG4TE5MK72", true],
    ["0EG4TE5MK73", false],
    ["1SG4TE5MK73", false],
    ["1EG4TE5M173", false],
  ])("beneficiary identifier %s: %s", (text, valid) => {
    expect(isBeneficiaryIdentifier(text)).toBe(valid);
  });

  it.each([
    ["AB1234563", true],
    ["F91234563", true],
    ["AB1234564", false],
    ["ZB1234563", false],
  ])("DEA registration %s: %s", (text, valid) => {
    expect(isDeaRegistration(text)).toBe(valid);
  });

  // Routing numbers that banks and the Federal Reserve publish.
  it.each([
    ["021000021", true],
    ["011401533", true],
    ["322271627", true],
    ["021000022", false],
    ["991000021", false],
  ])("routing number %s: %s", (digits, valid) => {
    expect(isRoutingNumber(digits)).toBe(valid);
  });

  it.each([
    ["D1234567", true],
    ["A56319335", true],
    ["LH329609T", true],
    ["123456789", true],
    ["ABCDEFGH", false],
    ["12", false],
  ])("driver license %s: %s", (text, valid) => {
    expect(isDriverLicense(text)).toBe(valid);
  });
});

describe("identifiers of the United Kingdom", () => {
  it.each([
    ["AB123456C", true],
    ["JG103759A", true],
    ["GB123456A", false],
    ["DA123456A", false],
    ["AO123456A", false],
    ["AB123456E", false],
  ])("national insurance number %s: %s", (text, valid) => {
    expect(isNationalInsuranceNumber(text)).toBe(valid);
  });

  // 9434765919 is the example of the NHS Data Dictionary.
  it.each([
    ["9434765919", true],
    ["9434765918", false],
    ["943476591", false],
  ])("NHS number %s: %s", (digits, valid) => {
    expect(isNhsNumber(digits)).toBe(valid);
  });
});
