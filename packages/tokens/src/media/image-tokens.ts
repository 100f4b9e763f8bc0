import type { ImageSize } from "./image-size.ts";

/** How closely a model is to look at an image; `undefined` leaves it to the vendor. */
export type ImageDetail = "auto" | "low" | "high" | "original" | null | undefined;

/** The tokens that a model makes of an image; at worst where its size is not known. */
export type ImageRule = (size: ImageSize | undefined, detail: ImageDetail) => number;

/** An image is fitted into a square, its shorter side brought down, and the rest is paid by the tile. */
export interface TileRule {
  /** Tokens for the image as such. */
  readonly base: number;
  /** Tokens for each tile. */
  readonly tile: number;
  /** Side of a tile, in pixels. */
  readonly side: number;
  /** Longest side, in pixels; larger images are scaled down. */
  readonly longest: number;
  /** Shorter side at most, in pixels. */
  readonly shorter?: number;
  /** Most tiles. */
  readonly most: number;
  /** Whether `detail: "low"` costs the base alone. */
  readonly low?: boolean;
}

/** OpenAI's older rule, and that of vendors who cut images into tiles. */
export function tiled({ base, tile, side, longest, shorter = longest, most, low = false }: TileRule): ImageRule {
  return (size, detail) => {
    if (low && detail === "low") return base;
    if (!size) return base + tile * most;
    const fit = Math.min(1, longest / Math.max(size.width, size.height));
    const scale = Math.min(fit, shorter / Math.min(size.width, size.height));
    const tiles = Math.ceil((size.width * scale) / side) * Math.ceil((size.height * scale) / side);
    return base + tile * Math.min(most, tiles);
  };
}

/** An image is cut into small squares, of which each is a token or a little more. */
export interface PatchRule {
  /** Side of a patch, in pixels. */
  readonly side: number;
  /** Longest side, in pixels; larger images are scaled down. */
  readonly longest?: number;
  /** Most patches; larger images are scaled down. */
  readonly most: number;
  /** Most patches with `detail: "low"`. */
  readonly mostLow?: number;
  /** Most patches with `detail: "high"`. */
  readonly mostHigh?: number;
  /** Tokens for a patch. */
  readonly factor?: number;
  /** Tokens for the image as such. */
  readonly base?: number;
}

/** OpenAI's newer rule, and that of vendors who count patches or area. */
export function patched(rule: PatchRule): ImageRule {
  const { side, longest = Number.POSITIVE_INFINITY, factor = 1, base = 0 } = rule;
  return (size, detail) => {
    const most = mostPatches(rule, detail);
    let patches = most;
    if (size) {
      const scale = Math.min(1, longest / Math.max(size.width, size.height));
      patches = Math.ceil((size.width * scale) / side) * Math.ceil((size.height * scale) / side);
    }
    return base + Math.ceil(Math.min(most, patches) * factor);
  };
}

function mostPatches({ most, mostLow = most, mostHigh = most }: PatchRule, detail: ImageDetail): number {
  if (detail === "low") return mostLow;
  return detail === "high" ? mostHigh : most;
}
