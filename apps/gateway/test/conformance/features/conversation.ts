import { expect } from "vitest";
import { type Answer, type Feature, IMAGE_URL, messageOf, says } from "../feature.ts";

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PDF = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF",
);
/** An eighth of a second of silence. */
const WAV = Buffer.concat([
  Buffer.from(
    "RIFF\xcc\x07\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\xa8\x07\x00\x00",
    "latin1",
  ),
  Buffer.alloc(1_960),
]);

function hasText(answer: Answer): void {
  expect(messageOf(answer).content).toMatch(/\w/);
}

/** Rows about what a conversation is made of. */
export const conversationFeatures: readonly Feature[] = [
  { name: "text", check: hasText },
  {
    name: "text parts",
    request: { messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }] },
    check: hasText,
  },
  {
    name: "system message",
    request: { messages: [{ role: "system", content: "Be brief." }, ...says("Hello")] },
    check: hasText,
  },
  {
    name: "developer message",
    request: { messages: [{ role: "developer", content: "Be brief." }, ...says("Hello")] },
    check: hasText,
  },
  {
    name: "instructions within the conversation",
    request: {
      messages: [
        { role: "system", content: "Be brief." },
        ...says("Hello"),
        { role: "assistant", content: "Hi." },
        { role: "system", content: "Be kind." },
        ...says("How are you?"),
      ],
    },
    check: hasText,
  },
  {
    name: "several turns",
    request: { messages: [...says("Hello"), { role: "assistant", content: "Hi." }, ...says("How are you?")] },
    check: hasText,
  },
  {
    name: "consecutive messages of one role",
    request: { messages: [...says("Hello"), ...says("Are you there?")] },
    check: hasText,
  },
  {
    name: "empty messages",
    request: { messages: [...says("Hello"), { role: "assistant", content: "" }, ...says("Are you there?")] },
    check: hasText,
  },
  {
    name: "message name",
    request: { messages: [{ role: "user", name: "ada", content: "Hello" }] },
    params: ["messages[].name"],
    check: hasText,
  },
  {
    name: "image by URL",
    ability: "vision",
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: IMAGE_URL } },
          ],
        },
      ],
    },
    check: hasText,
  },
  {
    name: "image as base64",
    ability: "vision",
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What is this?" },
            { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } },
          ],
        },
      ],
    },
    check: hasText,
  },
  {
    name: "image detail",
    ability: "vision",
    request: {
      messages: [
        {
          role: "user",
          content: [{ type: "image_url", image_url: { url: `data:image/png;base64,${PNG}`, detail: "low" } }],
        },
      ],
    },
    params: ["messages[].content[].image_url.detail"],
    check: hasText,
  },
  {
    name: "audio in",
    ability: "audio",
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What do you hear?" },
            { type: "input_audio", input_audio: { data: WAV.toString("base64"), format: "wav" } },
          ],
        },
      ],
    },
    check: hasText,
  },
  {
    name: "file (PDF)",
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "What does it say?" },
            {
              type: "file",
              file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${PDF.toString("base64")}` },
            },
          ],
        },
      ],
    },
    check: hasText,
  },
];

/** The image that the URL leads to. */
export const DOT_PNG: Buffer = Buffer.from(PNG, "base64");
