import { describe, expect, it } from "vitest";
import * as Country from "./country-identifiers.ts";

/** Per validator: numbers that authorities or standards print as examples, and others that must fail. */
const CASES: readonly [name: string, validate: (text: string) => boolean, valid: string[], invalid: string[]][] = [
  ["Canadian SIN", Country.isCanadianInsuranceNumber, ["130692544"], ["130692545", "046454286"]],
  ["Australian TFN", Country.isAustralianTaxFileNumber, ["123456782"], ["123456789"]],
  ["Australian ABN", Country.isAustralianBusinessNumber, ["51824753556"], ["51824753557"]],
  ["Australian ACN", Country.isAustralianCompanyNumber, ["004085616", "000000019"], ["004085617"]],
  ["Australian Medicare", Country.isAustralianMedicareNumber, ["2123456701"], ["2123456711", "1123456701"]],
  ["Aadhaar", Country.isAadhaarNumber, ["234123412346"], ["234123412347", "134123412346"]],
  ["Indian PAN", Country.isIndianAccountNumber, ["ABCPE1234F"], ["ABCDE1234F", "ABCPE12345"]],
  ["Spanish NIF", Country.isSpanishTaxNumber, ["12345678Z"], ["12345678A"]],
  ["Spanish NIE", Country.isSpanishForeignerNumber, ["X1234567L"], ["X1234567M", "W1234567L"]],
  ["codice fiscale", Country.isItalianFiscalCode, ["RSSMRA85T10A562S"], ["RSSMRA85T10A562T"]],
  ["German tax number", Country.isGermanTaxNumber, ["86095742719", "47036892816"], ["86095742710", "12345678901"]],
  ["PESEL", Country.isPolishPersonalNumber, ["44051401359"], ["44051401358"]],
  ["Singapore NRIC", Country.isSingaporeIdentityNumber, ["S1234567D", "F1234567N"], ["S1234567A"]],
  ["French NIR", Country.isFrenchSecurityNumber, ["255081416802538"], ["255081416802539"]],
  ["Dutch BSN", Country.isDutchServiceNumber, ["111222333"], ["111222334"]],
  ["Brazilian CPF", Country.isBrazilianTaxNumber, ["11144477735"], ["11144477734", "11111111111"]],
  ["Swedish personal number", Country.isSwedishPersonalNumber, ["8112189876"], ["8112189877", "8113189876"]],
  ["VIN", Country.isVehicleNumber, ["1M8GDM9AXKP042788"], ["1M8GDM9A1KP042788", "1M8GDM9AXKP04278O"]],
];

describe.each(CASES)("%s", (_, validate, valid, invalid) => {
  it("accepts the published examples", () => {
    expect(valid.filter((text) => !validate(text))).toStrictEqual([]);
  });

  it("refuses others", () => {
    expect(invalid.filter(validate)).toStrictEqual([]);
  });
});
