import { describe, expect, it } from "vitest";
import { CatalogFileError } from "./catalog-file-error.ts";
import { createCatalog } from "./create-catalog.ts";
import { MAX_OVERRIDES_LENGTH, parseCatalogOverrides } from "./parse-catalog-overrides.ts";

const FILE = `{
  "models": [
    {
      "id": "my-llama", "name": "My Llama", "family": "llama", "maker": "acme", "openWeights": true,
      "contextTokens": 32768, "maxOutputTokens": 8192, "input": ["text"], "output": ["text"],
      "tools": true, "structuredOutput": false, "reasoning": false,
      "offers": [
        { "provider": "acme", "id": "llama-prod", "price": { "input": 0.1, "output": 0.3 },
          "source": "contract", "date": "2026-11-22" }
      ]
    },
    {
      "id": "gpt-4.1",
      "offers": [{ "provider": "openai", "id": "gpt-4.1", "price": { "input": 1.8, "output": 7.2 } }]
    }
  ]
}`;

/** The file with one text in it replaced by another. */
function broken(text: string, by: string): string {
  expect(FILE).toContain(text);
  return FILE.replace(text, by);
}

function errorOf(text: string): CatalogFileError {
  try {
    parseCatalogOverrides(text);
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogFileError);
    return error as CatalogFileError;
  }
  throw new Error("It was taken.");
}

/** The price of the first model's offer in a file, as a catalog has it. */
function priceOf(price: string) {
  const text = broken('{ "input": 0.1, "output": 0.3 }', price);
  return createCatalog(parseCatalogOverrides(text)).offer("acme", "llama-prod")?.offer.price;
}

describe("an overrides file", () => {
  it("is read into models with integer prices", () => {
    expect(parseCatalogOverrides(FILE).models[1]).toEqual({
      id: "gpt-4.1",
      offers: [{ provider: "openai", id: "gpt-4.1", price: { input: 1_800_000, output: 7_200_000 } }],
    });
  });

  it("may have no models", () => {
    expect(parseCatalogOverrides('{"models": []}').models).toEqual([]);
  });

  it("has no byte order mark, which whoever reads the file leaves out", () => {
    expect(errorOf(`\uFEFF${FILE}`)).toMatchObject({ line: 1, column: 1 });
  });

  it("has prices in USD to the last digit", () => {
    expect(priceOf('{ "input": 0.000001, "output": 100000, "perRequest": 0.000000001, "webSearch": 0.035 }')).toEqual({
      input: 1,
      output: 100_000_000_000,
      perRequest: 1,
      webSearch: 35_000_000,
    });
  });

  it("has long prompts in any order, tiers, and what is free", () => {
    const rates = '"input": 1, "output": 1';
    const price = priceOf(`{ ${rates},
      "longPrompts": [{ "above": 200, "input": 3, "output": 3 }, { "above": 100, "input": 2, "output": 2 }],
      "serviceTiers": { "flex": { ${rates} } } }`);
    expect(price?.longPrompts?.map(({ above }) => above)).toEqual([100, 200]);
    expect(price?.serviceTiers).toEqual({ flex: { input: 1_000_000, output: 1_000_000 } });
    expect(priceOf('{ "free": true }')).toEqual({ input: 0, output: 0, free: true });
  });
});

describe("a bad overrides file is refused with line and reason:", () => {
  it.each([
    ["no JSON", broken('"maker": "acme",', '"maker": "acme"'), 4, "Expected a comma or a closing brace"],
    ["no models", "{}", 1, "expected array"],
    ["a list", "[]", 1, "expected object"],
    ["an unknown field", broken('"family"', '"famly"'), 3, "famly"],
    ["a field of another type", broken("32768", '"32768"'), 5, "expected number"],
    ["a fraction of a token", broken("32768", "32768.5"), 5, "expected int"],
    ["no context", broken("32768", "0"), 5, "Too small"],
    ["an unknown modality", broken('["text"], "output"', '["text", "smell"], "output"'), 5, "Invalid option"],
    ["a price below zero", broken("0.1", "-0.1"), 8, "Expected USD from 0 to 100000"],
    ["a price beyond reason", broken("0.1", "100001"), 8, "Expected USD from 0 to 100000"],
    ["more decimals than count", broken("0.1", "0.1000001"), 8, "Expected at most 6 decimals"],
    ["a price of zero", broken("0.1", "0"), 8, '"free": true'],
    [
      "a tier of zero",
      broken('"input": 0.1', '"longPrompts": [{ "above": 9, "input": 0, "output": 1 }], "input": 0.1'),
      8,
      "above 0",
    ],
    ["half a price", broken(', "output": 0.3', ""), 8, '"free": true'],
    ["a price that is free and not", broken('"input": 0.1', '"free": true'), 8, "beside free"],
    ["a date that is none", broken("2026-11-22", "2026-02-30"), 9, "date"],
    ["a new model that is not whole", broken('"tools": true, ', ""), 3, "needs tools"],
    ["a new offer without its source", broken('"source": "contract", ', ""), 8, "A new offer needs source"],
    ["more output than context", broken("8192", "40000"), 3, "at most contextTokens"],
    ["a vendor in capitals", broken('"provider": "acme"', '"provider": "Acme"'), 8, "small letters"],
    ["an id with a space", broken('"llama-prod"', '"llama prod"'), 8, "without spaces"],
    ["a model's alias for an id", broken('"my-llama"', '"claude-sonnet-4.6"'), 4, "claude-sonnet-4-6"],
    ["a model's id for an alias", broken('"name"', '"aliases": ["gpt-4.1"], "name"'), 4, "gpt-4.1"],
    [
      "another model's offer",
      broken('"provider": "acme", "id": "llama-prod"', '"provider": "openai", "id": "gpt-4o"'),
      8,
      "openai/gpt-4o of gpt-4o",
    ],
  ])("%s", (_, text, line, message) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.line).toBe(line);
  });

  it("names the path and the column", () => {
    const column = 1 + (FILE.split("\n")[7]?.indexOf("0.1") ?? 0);
    const error = errorOf(broken("0.1", "-1"));
    expect(error).toMatchObject({ path: "models[0].offers[0].price.input", line: 8, column });
    expect(error.message).toContain(`(line 8, column ${column})`);
  });

  it("does not quote what is in it", () => {
    const secret = "sk-live-0123456789";
    for (const text of [
      broken("32768", `"${secret}"`),
      broken('"acme"', `{"${secret}"`),
      broken("0.1", `"${secret}"`),
    ]) {
      expect(errorOf(text).message).not.toContain(secret);
    }
  });

  it("has no more offers of a model than can be merged in no time", () => {
    const offers = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        provider: "acme",
        id: `a${from + index}`,
        source: "s",
        date: "2026-01-01",
      }));
    const many = (...counts: number[]) =>
      JSON.stringify({ models: counts.map((count, index) => ({ id: "gpt-4o", offers: offers(index * 1000, count) })) });
    expect(createCatalog(parseCatalogOverrides(many(900))).model("a899")?.id).toBe("gpt-4o");
    expect(errorOf(many(1001)).message).toContain("<=1000");
    expect(errorOf(many(900, 900)).message).toContain("at most 1000 offers");
  });

  it("is no longer than 1 MiB", () => {
    expect(errorOf(" ".repeat(MAX_OVERRIDES_LENGTH + 1)).message).toContain("1 MiB");
  });
});
