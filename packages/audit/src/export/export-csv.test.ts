import { expect, it } from "vitest";
import { gather, openAudit } from "../testing/audit-bench.ts";
import { recordOf } from "../testing/records.ts";

it("gives people all records of a list, one to a line", async () => {
  const audit = openAudit();
  for (let index = 0; index < 1_200; index += 1) audit.append(recordOf(index));
  await audit.flush();
  const [header, ...lines] = await gather(audit.exportCsv({ account: "acme", outcome: "answered" }));
  expect(header?.startsWith("time,correlation_id,account,")).toBe(true);
  const expected = Array.from({ length: 1_200 }, (_, index) => index).filter((index) => index % 7 < 2);
  expect(lines.map((line) => line.split(",")[1])).toEqual(expected.reverse().map((index) => `req_${index}`));
  expect(lines.every((line) => line.endsWith("\r\n") && line.split(",").length === header?.split(",").length)).toBe(
    true,
  );
});

it("never hands a spreadsheet a formula", async () => {
  const audit = openAudit();
  const attacks = { project: "=1+1", keyId: "+1", policy: "-2", model: "@x", errorCode: "-2+3" };
  audit.append(recordOf(1, { ...attacks, route: { vendor: "=v", model: "@m", mode: "byok", reason: '=x "y", z' } }));
  await audit.flush();
  const [, line = ""] = await gather(audit.exportCsv({ account: "acme" }));
  for (const text of Object.values(attacks)) expect(line).toContain(`,"'${text}",`);
  expect(line).toContain(`,"'=v","'@m",byok,(not a name),`);
  expect(line.split(",").filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
});
