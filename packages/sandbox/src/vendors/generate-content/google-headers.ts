import { createSeededRandom } from "../../answer/seeded.ts";

/** Headers of Google's front end; it sends no request id. */
export function googleHeaders(sequence: number): Record<string, string> {
  const random = createSeededRandom(`google-headers-${sequence}`);
  return {
    vary: "Origin, X-Origin, Referer",
    server: "scaffolding on HTTPServer2",
    "x-xss-protection": "0",
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "server-timing": `gfet4t7; dur=${100 + Math.floor(random() * 400)}`,
  };
}
