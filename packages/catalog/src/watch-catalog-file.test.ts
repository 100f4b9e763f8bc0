import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCatalog } from "./create-catalog.ts";
import type { Catalog } from "./types.ts";
import { type CatalogFile, watchCatalogFile } from "./watch-catalog-file.ts";
import type { WatchFileOptions } from "./watch-file.ts";

const fileWith = (input: number): string =>
  JSON.stringify({
    models: [{ id: "gpt-4o", offers: [{ provider: "openai", id: "gpt-4o", price: { input, output: 9 } }] }],
  });
const inputOf = (catalog: Catalog): number => (catalog.offer("openai", "gpt-4o")?.offer.price?.input ?? 0) / 1e6;
const LISTED = inputOf(createCatalog());

let folder: string;
let path: string;
let watching: CatalogFile | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalog-"));
  path = join(folder, "catalog.json");
});

afterEach(async () => {
  watching?.close();
  await rm(folder, { recursive: true });
});

/** Puts another file in the place, whole at once. */
async function replace(text: string): Promise<void> {
  await writeFile(join(folder, "new"), text);
  await rename(join(folder, "new"), path);
}

/** Watches, and gives what happens one after the other: the new input price, or an error. */
async function watchIt(options?: WatchFileOptions) {
  const events: (number | Error)[] = [];
  let wake = (): void => {};
  const take = (event: number | Error): void => {
    events.push(event);
    wake();
  };
  watching = await watchCatalogFile(path, { onChange: (catalog) => take(inputOf(catalog)), onError: take }, options);
  const next = async (): Promise<number | Error> => {
    while (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return events.shift() as number | Error;
  };
  return { file: watching, next, events };
}

/** Only polls: the settling never ends. */
const POLLING = { settleMs: 1_000_000, pollMs: 10 };
/** Only follows what the system reports. */
const REPORTED = { settleMs: 10, pollMs: 1_000_000 };

describe("watchCatalogFile", () => {
  it("reads the file at once, and tells nobody", async () => {
    await writeFile(path, fileWith(1));
    const { file, events } = await watchIt();
    expect(inputOf(file.catalog)).toBe(1);
    expect(events).toEqual([]);
  });

  it("has the shipped models where there is no file, and takes it when it comes", async () => {
    const { file, next, events } = await watchIt(REPORTED);
    expect(inputOf(file.catalog)).toBe(LISTED);
    expect(events).toEqual([]);
    await writeFile(path, fileWith(2));
    expect(await next()).toBe(2);
    expect(inputOf(file.catalog)).toBe(2);
  });

  it("says what is wrong with a bad first file, and has the shipped models", async () => {
    await writeFile(path, '{\n"models": [,]\n}');
    const { file, events, next } = await watchIt(REPORTED);
    expect(events).toMatchObject([{ code: "invalid_catalog_file", line: 2, column: 12 }]);
    events.length = 0;
    expect(inputOf(file.catalog)).toBe(LISTED);
    await writeFile(path, fileWith(3));
    expect(await next()).toBe(3);
  });

  it("keeps the last good one when the file goes bad or away, and says so once for each", async () => {
    await writeFile(path, fileWith(1));
    const { file, next, events } = await watchIt(POLLING);
    await replace("no JSON");
    expect(await next()).toMatchObject({ code: "invalid_catalog_file", line: 1, column: 1 });
    expect(inputOf(file.catalog)).toBe(1);
    await unlink(path);
    expect(await next()).toMatchObject({ message: `There is no file ${path} any more.` });
    expect(inputOf(file.catalog)).toBe(1);
    await replace(fileWith(4));
    expect(await next()).toBe(4);
    expect(events).toEqual([]);
  });

  it("sees files that are renamed into the place, as editors do", async () => {
    await writeFile(path, fileWith(1));
    const { next } = await watchIt(REPORTED);
    for (const input of [2, 3, 4]) {
      await replace(fileWith(input));
      expect(await next()).toBe(input);
    }
  });

  it("sees links that are put in the place, as Kubernetes does", async () => {
    for (const input of [1, 2]) {
      await mkdir(join(folder, `..${input}`));
      await writeFile(join(folder, `..${input}`, "catalog.json"), fileWith(input));
    }
    await symlink("..1", join(folder, "..data"));
    await symlink("..data/catalog.json", path);
    const { file, next } = await watchIt(REPORTED);
    expect(inputOf(file.catalog)).toBe(1);
    await symlink("..2", join(folder, "..data_tmp"));
    await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    expect(await next()).toBe(2);
  });

  it("looks for itself where the system reports nothing, and where the folder is yet to come", async () => {
    path = join(folder, "later", "catalog.json");
    const { next } = await watchIt(POLLING);
    await mkdir(join(folder, "later"));
    await replace(fileWith(5));
    expect(await next()).toBe(5);
  });

  it("does nothing for a file that says the same again", async () => {
    await writeFile(path, fileWith(1));
    const { next, events } = await watchIt({ ...POLLING, pollMs: 1 });
    for (let times = 0; times < 30; times++) await replace(fileWith(1));
    await replace(fileWith(2));
    expect(await next()).toBe(2);
    expect(events).toEqual([]);
  });

  it("refuses folders, files of more than 1 MiB and text that is not UTF-8", async () => {
    await mkdir(path);
    expect((await watchIt(REPORTED)).events).toMatchObject([{ message: "Expected a regular file." }]);
    watching?.close();
    await rm(path, { recursive: true });
    await writeFile(path, " ".repeat(1_048_577));
    expect((await watchIt(REPORTED)).events).toMatchObject([{ message: "Expected a file of at most 1048576 bytes." }]);
    watching?.close();
    await writeFile(path, Uint8Array.of(0x7b, 0xff, 0x7d));
    expect((await watchIt(REPORTED)).events).toHaveLength(1);
  });

  it("calls nobody once it is closed", async () => {
    const { file, events } = await watchIt({ settleMs: 1, pollMs: 1 });
    file.close();
    await writeFile(path, fileWith(1));
    const other = await watchCatalogFile(path, { onChange: () => {}, onError: () => {} });
    other.close();
    expect(inputOf(other.catalog)).toBe(1);
    expect(events).toEqual([]);
  });
});
