import { type Engine, type LocatedFinding, refusal } from "../engine.ts";
import { toPointer } from "../json-pointer.ts";
import { RedactionError } from "../redaction-error.ts";
import { parseDataUrl } from "./data-url.ts";
import type { Draft } from "./draft.ts";
import type { Leaf } from "./leaves.ts";
import type { Media, MediaReader } from "./media.ts";
import { readTextFile } from "./text-file.ts";

/** What became of a request's files. */
export interface MediaResult {
  findings: LocatedFinding[];
  blocked?: RedactionError;
  uninspected: string[];
}

/** What reading files needs. */
export interface ReadMediaOptions {
  leaves: readonly Leaf[];
  draft: Draft<object>;
  engine: Engine;
  tenant: string;
  reader: MediaReader | undefined;
}

/** A file, whose it is, and how to put another in its place. */
interface Found {
  media: Media;
  leaf: Leaf;
  write(base64: string): void;
}

/** Lets files pass, refuses them, or has them read, as the policy says. */
export async function readMedia({ leaves, draft, engine, tenant, reader }: ReadMediaOptions): Promise<MediaResult> {
  const result: MediaResult = { findings: [], uninspected: [] };
  const { media: action, onFailure } = engine.policy;
  if (action === "allow") return result;
  for (const found of leaves.flatMap((leaf) => mediaOf(leaf, draft))) {
    const { path, kind } = found.media;
    if (action === "block" || !reader) {
      result.blocked ??= new RedactionError("pii_policy_violation", `The policy lets no ${kind} through: ${path}.`, {
        param: path,
      });
      continue;
    }
    try {
      const findings = await readOne(found, engine, tenant, reader);
      for (const finding of findings) result.findings.push(finding);
    } catch (error) {
      if (onFailure === "block") throw failure(error, path);
      result.uninspected.push(path);
    }
  }
  return result;
}

async function readOne(
  { media, leaf, write }: Found,
  engine: Engine,
  tenant: string,
  reader: MediaReader,
): Promise<LocatedFinding[]> {
  const reading = await reader(media);
  const { path, direction, isForeign } = leaf;
  const slot = { path, text: reading.text, format: "text", direction, isForeign } as const;
  // What is in a picture cannot be put back, so its values get no placeholders that an answer could repeat.
  const vault = engine.openVault(() => "");
  const { findings } = await engine.redactSlotsInTurns([slot], vault, tenant);
  const hidden = findings.filter(({ action }) => action !== "flag" && action !== "block");
  if (hidden.length === 0 || refusal(findings)) return findings;
  if (reading.redact) {
    write(await reading.redact(hidden));
    return findings;
  }
  return findings.map((finding) => (finding.action === "flag" ? finding : { ...finding, action: "block" }));
}

function failure(error: unknown, path: string): RedactionError {
  if (RedactionError.isInstance(error)) return error;
  const kind = error instanceof Error ? error.name : typeof error;
  return new RedactionError("inspection_unavailable", `The file at ${path} could not be read (${kind}).`, {
    param: path,
  });
}

function mediaOf(leaf: Leaf, draft: Draft<object>): Found[] {
  if ((leaf.kind !== "url" && leaf.kind !== "bytes") || readTextFile(leaf)) return [];
  const path = toPointer(leaf.path);
  const { mediaKind: kind } = leaf;
  if (leaf.kind === "bytes") {
    const media = { kind, mediaType: leaf.mediaType, base64: leaf.base64, path };
    return [{ media, leaf, write: (base64) => draft.set(leaf.path, base64) }];
  }
  const dataUrl = parseDataUrl(leaf.url);
  if (!dataUrl) {
    const media = { kind, mediaType: `${kind}/*`, url: leaf.url, path };
    return [{ media, leaf, write: (base64) => draft.set(leaf.path, `data:${kind}/*;base64,${base64}`) }];
  }
  const { mediaType, isBase64, data, head } = dataUrl;
  const media = { kind, mediaType, path, ...(isBase64 ? { base64: data } : { url: leaf.url }) };
  return [{ media, leaf, write: (base64) => draft.set(leaf.path, head + base64) }];
}
