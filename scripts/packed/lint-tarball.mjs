import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

/**
 * What publint and Are The Types Wrong say of a tarball. Two findings are not counted, since `engines` asks for a Node.js
 * that can `require` ES modules: that they are no CommonJS, and what TypeScript's `node10` resolution makes of `exports`.
 */
export async function lintTarball(tarball) {
  const data = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) },
  });
  const { types, problems } = await checkPackage(createPackageFromTarballData(data));
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
    ...(types ? [] : ["attw: no types"]),
    ...(problems ?? [])
      .filter(({ kind, resolutionKind }) => kind !== "CJSResolvesToESM" && resolutionKind !== "node10")
      .map(({ kind, entrypoint, resolutionKind }) =>
        `attw: ${kind} ${entrypoint ?? ""} ${resolutionKind ?? ""}`.trim(),
      ),
  ];
}
