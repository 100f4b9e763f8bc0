import { base16, randomText } from "../../answer/seeded.ts";
import type { OpenaiTurn } from "./openai-completion.ts";

/** How long OpenAI keeps a spoken answer to be named in the next request, in seconds. */
const KEPT_SECONDS = 3_600;
/** Bytes of silence per character of the transcript. */
const BYTES_PER_CHARACTER = 48;

/** A spoken answer: silence, for nobody listens, as long as its transcript is. */
export interface SpokenAnswer {
  readonly id: string;
  /** Base64. */
  readonly data: string;
  /** Seconds since 1970. */
  readonly expires_at: number;
  readonly transcript: string;
}

/** Whether the request asks to be answered aloud. */
export function wantsSpeech({ body }: OpenaiTurn): boolean {
  return body.modalities?.includes("audio") === true;
}

/** The answer, spoken. */
export function speak({ answer, random, now }: OpenaiTurn): SpokenAnswer {
  const transcript = answer.pieces.join("");
  return {
    id: `audio_${randomText(random, 32, base16)}`,
    data: Buffer.alloc(transcript.length * BYTES_PER_CHARACTER).toString("base64"),
    expires_at: now + KEPT_SECONDS,
    transcript,
  };
}

/** The deltas of a spoken answer: transcript and sound by turns, then how long it is kept. */
export function* spokenDeltas(turn: OpenaiTurn): Generator<object> {
  const { id, expires_at } = speak(turn);
  for (const piece of turn.answer.pieces) {
    yield { audio: { id, transcript: piece } };
    yield { audio: { id, data: Buffer.alloc(piece.length * BYTES_PER_CHARACTER).toString("base64") } };
  }
  yield { audio: { id, expires_at } };
}
