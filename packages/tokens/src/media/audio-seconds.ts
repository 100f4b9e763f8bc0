import { readBase64 } from "./read-base64.ts";

/** Bytes per second of compressed speech as it is usually recorded: 96 kbit/s. */
const USUAL_RATE = 12_000;
/** And at least, as the codecs for telephones have it: 8 kbit/s. */
const LEAST_RATE = 1_000;

/** How long audio is, in seconds: what is likely, and at most. WAV says so; elsewhere the number of bytes has to tell. */
export function audioSeconds({ data, format }: { data: string; format: string }): { expected: number; bound: number } {
  const comma = data.slice(0, 256).indexOf(",");
  const bytes = readBase64(data, comma + 1);
  const rate = format === "wav" ? wavRate(bytes.big(0, 4), bytes.little(28, 4)) : undefined;
  return { expected: bytes.length / (rate ?? USUAL_RATE), bound: bytes.length / (rate ?? LEAST_RATE) };
}

function wavRate(magic: number, rate: number): number | undefined {
  return magic === 0x52494646 && rate >= LEAST_RATE ? rate : undefined;
}
