import ts from "typescript";
import { describe, expect, it } from "vitest";
import { renderReference } from "./render.mjs";
import { signatureOf } from "./signature.mjs";

/** The signatures of what stands in a source; its types are all written, so that nothing has to be inferred. */
function signaturesOf(source: string): string[] {
  const file = ts.createSourceFile("it.ts", source, ts.ScriptTarget.ES2023, true);
  return file.statements.map((statement) =>
    signatureOf(ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement, undefined),
  );
}

describe("a signature", () => {
  it.each([
    ["export interface A {\n  /** One. */\n  a: 1;\n}", "interface A {\n  /** One. */\n  a: 1;\n}"],
    ["export async function a(b = 2): Promise<void> {\n  await b;\n}", "function a(b = 2): Promise<void>;"],
    ["export const a: B = create({ secret: 5 });", "const a: B;"],
    ['export const A = ["b", "c"] as const;', 'const A = ["b", "c"] as const;'],
    [
      "export class A {\n  readonly b: 1 = 1;\n  #c = 2;\n  private d = 3;\n  /** E. */\n  e(): void {\n    this.#c;\n  }\n}",
      "class A {\n  readonly b: 1;\n  /** E. */\n  e(): void;\n}",
    ],
  ])("has what users see, and nothing else: %j", (source, signature) => {
    expect(signaturesOf(source)).toEqual([signature]);
  });
});

describe("a page of the reference", () => {
  const facts = { home: "it", kind: "type", signatures: ["type It = 1;"], text: "It is | so. More.", tags: [] };
  const it1 = { ...facts, name: "It", declaredAt: "a.ts:1" };
  const pageOf = (...entries: object[][]) =>
    renderReference({
      folder: "it",
      name: "@hub/it",
      description: "It",
      entries: entries.map((exports, index) => ({ name: `@hub/it/${index}`, exports })),
    });

  it("has an index, and what each export is", () => {
    const page = pageOf([it1]);
    expect(page).toContain("| [`It`](#it) | type | It is \\| so. |");
    expect(page).toContain("### `It`\n\nIt is | so. More.\n\n```ts\ntype It = 1;\n```");
  });

  it("describes once what several entries export, and tells names apart that look alike", () => {
    const page = pageOf([it1, { ...it1, name: "it", declaredAt: "b.ts:1" }], [it1]);
    expect(page.match(/^### /gm)).toHaveLength(2);
    expect(page.match(/\(#it\)/g)).toHaveLength(2);
    expect(page).toContain("[`it`](#it-1)");
  });

  it("leaves what another package declares to that one's page", () => {
    const page = pageOf([{ ...it1, home: "other" }]);
    expect(page).toContain("(other.md#it)");
    expect(page).not.toContain("### ");
  });

  it("says what is thrown, and refuses what it cannot say", () => {
    expect(pageOf([{ ...it1, tags: [{ name: "throws", text: "TypeError always." }] }])).toContain(
      "Throws TypeError always.\n",
    );
    expect(() => pageOf([{ ...it1, tags: [{ name: "hub", text: "/it" }] }])).toThrow("@hub");
  });
});
