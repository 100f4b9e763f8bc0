import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished, vi } from "vitest";
import { temporaryDirectory } from "../test/temporary-directory.ts";
import { createCheckpointer } from "./create-checkpointer.ts";

const PAGE_BYTES = 4_096;

/** A file whose writer never copies its log, and what fills that with so many megabytes. */
function openFile() {
  const path = join(temporaryDirectory(), "test.sqlite");
  const database = new DatabaseSync(path);
  onTestFinished(() => database.close());
  database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE rows (body BLOB)");
  const insert = database.prepare("INSERT INTO rows VALUES (zeroblob(?))");
  return {
    path,
    write: (megabytes: number) => insert.run(megabytes * 1024 * 1024),
    bytes: () => statSync(path).size,
  };
}

it("copies long logs into their files while these are written to, and ends when it is closed", async () => {
  const [first, second] = [openFile(), openFile()];
  const onError = vi.fn();
  const checkpointer = createCheckpointer([first.path, second.path], onError);
  for (const megabytes of [2, 4]) {
    for (const { write } of [first, second]) write(2);
    await vi.waitFor(() => {
      for (const { bytes } of [first, second]) expect(bytes()).toBeGreaterThan(megabytes * 1024 * 1024);
    }, 10_000);
  }
  await checkpointer.close();
  await checkpointer.close();
  first.write(2);
  expect(first.bytes()).toBeLessThan(5 * 1024 * 1024);
  expect(onError).not.toHaveBeenCalled();
});

it("leaves short logs alone", async () => {
  const { path, bytes } = openFile();
  const checkpointer = createCheckpointer([path, `${path}.none`], () => {});
  await checkpointer.close();
  expect(bytes()).toBe(PAGE_BYTES);
});
