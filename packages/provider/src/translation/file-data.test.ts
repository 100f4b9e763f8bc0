import { expect, it } from "vitest";
import { readFileData } from "./file-data.ts";

it.each([
  ["data:text/plain;base64,aGk=", { mediaType: "text/plain", base64: "aGk=" }],
  ["aG\nk=", { mediaType: "", base64: "aGk=" }],
])("%j is a file's content", (data, file) => {
  expect(readFileData(data, "file_data")).toEqual(file);
});

it.each([
  [undefined, "missing_required_parameter"],
  ["", "missing_required_parameter"],
  ["%%%", "invalid_value"],
  ["data:text/plain,hi", "invalid_value"],
])("%j is none", (data, code) => {
  expect(() => readFileData(data, "file_data")).toThrow(
    expect.objectContaining({ status: 400, code, param: "file_data" }),
  );
});
