import { describe, expect, it } from "vitest";
import { createNameTagger } from "./index.ts";

const findNames = createNameTagger();

function found(text: string, type: string): string[] {
  return findNames(text)
    .filter((finding) => finding.type === type)
    .map((finding) => text.slice(finding.start, finding.end));
}

const people: [string, string[]][] = [
  ["My name is John Smith and I need help with my order.", ["John Smith"]],
  ["my name is john smith", ["john smith"]],
  ["MY NAME IS JOHN SMITH", ["JOHN SMITH"]],
  ["Please ask Mr. Miller about the invoice.", ["Miller"]],
  ["I have an appointment with Dr. Sarah Connor tomorrow.", ["Sarah Connor"]],
  ["Best regards,\nJohn", ["John"]],
  ["Thanks for your help!\n\nKind regards,\nMaria Gonzalez", ["Maria Gonzalez"]],
  ["Yesterday José Núñez met Łukasz Kowalski.", ["José Núñez", "Łukasz Kowalski"]],
  ["Conan O'Brien called again.", ["Conan O'Brien"]],
  ["We hired Jean-Claude Dupont last week.", ["Jean-Claude Dupont"]],
  ["The paper was written by J. K. Miller in 2004.", ["J. K. Miller"]],
  ["George W. Thompson signed the contract.", ["George W. Thompson"]],
  ['{"name": "John Smith", "age": 42}', ["John Smith"]],
  ['{"customer":{"first_name":"Emily","last_name":"Watson"}}', ["Emily", "Watson"]],
  ["id,name,email\n1,Emily Watson,e.w@example.com\n2,Peter Brown,p.b@example.com", ["Emily Watson", "Peter Brown"]],
  ["From: Anna Schmidt <anna@example.com>", ["Anna Schmidt"]],
  ["Hi Anna,\ncan you send me the file?", ["Anna"]],
  ["This is Anna's laptop.", ["Anna"]],
  ["Patient: Robert Johnson\nDOB: 01/02/1950", ["Robert Johnson"]],
];

describe("people", () => {
  it.each(people)("finds whom %j names", (text, names) => {
    expect(found(text, "PERSON")).toEqual(names);
  });

  it.each([
    "May I ask when the package arrives?",
    "Will you be there in April or in May?",
    "See you on Monday, June 3.",
    "How to Install the Package in Five Easy Steps",
    "## Getting Started With the Command Line",
    "We run Docker and Kubernetes with PostgreSQL.",
    "const Router = express.Router(); export class UserService extends BaseService {}",
    "TypeError: Cannot read properties of undefined",
    "Dear Sir or Madam, I want to cancel my order.",
    "The HTTP API uses OAuth and JWT.",
    '{"type": "object", "required": true}',
    "SELECT id, total FROM orders WHERE status = 'Open';",
    "",
    " \n\t ",
    "...",
  ])("finds nobody in %j", (text) => {
    expect(found(text, "PERSON")).toEqual([]);
  });
});

describe("places", () => {
  it.each([
    ["I moved from Berlin to New York last year.", ["Berlin", "New York"]],
    ["We are going to Portugal in May.", ["Portugal"]],
    ['{"city": "San Francisco", "country": "France"}', ["San Francisco", "France"]],
    ["she lives in london", ["london"]],
  ] as [string, string[]][])("finds those of %j", (text, places) => {
    expect(found(text, "LOCATION")).toEqual(places);
  });

  it("does not take a person for a city of that name, nor the other way", () => {
    const text = "It was Virginia who moved to Virginia in May.";
    expect(findNames(text).map(({ type, start }) => [type, start])).toEqual([
      ["PERSON", text.indexOf("Virginia")],
      ["LOCATION", text.lastIndexOf("Virginia")],
    ]);
  });
});

describe("addresses", () => {
  it("covers number, street and what follows", () => {
    expect(found("Ship it to 742 Evergreen Terrace, Springfield", "STREET_ADDRESS")[0]).toContain(
      "742 Evergreen Terrace",
    );
  });
});
