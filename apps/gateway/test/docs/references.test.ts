import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { DOCS, ROOT, read } from "./read-docs.ts";

/** What is made up for examples. */
const MADE_UP = /acme/i;

/** A document without its blocks. */
function prose(doc: string): string {
  return read(doc).replaceAll(/^```.*?^```$/gms, "");
}

/** Everything between backticks. */
function quoted(doc: string): string[] {
  return [...prose(doc).matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text).filter((text) => !MADE_UP.test(text));
}

/** The anchors of a Markdown file's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

it.each(DOCS)("the links of %s lead somewhere", (doc) => {
  for (const [, target = ""] of read(doc).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (URL.canParse(target)) {
      expect(target).toMatch(/^https:\/\//);
      continue;
    }
    const [path = "", anchor] = target.split("#");
    const file = path === "" ? doc : join(dirname(doc), path);
    expect(existsSync(ROOT + file), `${doc}: ${target}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(file), `${doc}: ${target}`).toContain(anchor);
  }
});

it.each(DOCS)("the files and folders that %s names are there", (doc) => {
  const paths = quoted(doc).filter((text) => /^(apps|packages|scripts|docs|\.ci|\.github)\/[^ *]+$/.test(text));
  for (const path of paths) expect(existsSync(ROOT + path), `${doc}: ${path}`).toBe(true);
});

it.each(DOCS)("what %s says is in a file is in it", (doc) => {
  for (const [, name = "", path = ""] of prose(doc).matchAll(/`([\w.]+)`(?: is)? in `([\w./-]+\.\w+)`/g)) {
    expect(read(path), `${doc}: ${name} in ${path}`).toContain(name.split(".")[0]);
  }
});

it.each(DOCS)("the variables, headers and commands that %s names are there", (doc) => {
  const text = read(doc);
  const code = readAll("packages/core/src") + readAll("apps/gateway/src");
  const settings = code + read("apps/gateway/README.md") + read("compose.yaml") + read("apps/gateway/src/cli/help.ts");
  for (const [name] of quoted(doc)
    .join("\n")
    .matchAll(/\bHUB_(?!KEY\b)[A-Z_]+\b/g)) {
    expect(settings.includes(name), name).toBe(true);
  }
  for (const [name] of text.matchAll(/\bx-hub-[a-z-]+\b/g)) expect(code.includes(name), name).toBe(true);
  const commands = COMMANDS.map(({ name }) => name);
  const groups = new Set(commands.map((name) => name.split(" ")[0]));
  for (const [, group = "", name] of text.matchAll(/\bhub(?: --)? ([a-z]+)(?: ([a-z-]+))?/g)) {
    if (groups.has(group) && !commands.includes(group)) expect(commands).toContain(`${group} ${name}`);
  }
});

it("the picture of the flow has every stage, and is well-formed", () => {
  const picture = read("docs/flow.svg");
  const stages = readdirSync(`${ROOT}packages/core/src/stages`).filter((name) => !name.endsWith(".test.ts"));
  const drawn = [...picture.matchAll(/<rect x=.*?<text [^>]*>(\w+)<\/text>/g)].map(([, name]) => `${name}.ts`);
  expect(drawn.toSorted()).toEqual(stages.toSorted());
  for (const stage of stages) expect(read("ARCHITECTURE.md")).toContain(`packages/core/src/stages/${stage}`);
  const open: string[] = [];
  for (const [, end, name = "", selfClosing] of picture.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name);
  }
  expect(open).toEqual([]);
});

function readAll(folder: string): string {
  const names = readdirSync(ROOT + folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => read(`${folder}/${name}`))
    .join("\n");
}
