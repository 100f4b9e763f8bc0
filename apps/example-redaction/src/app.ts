import { redactChat } from "@hub/redactor/express";
import express, { type Express } from "express";
import { createProxyMiddleware } from "http-proxy-middleware";

/** What the proxy needs to know. */
export interface ProxyOptions {
  /** Where requests go, with its path: `https://api.openai.com/v1`. */
  target: string;
  /** The secret from which placeholders are derived, so that equal requests stay equal and prompt caches warm. */
  key: string;
}

/** A proxy to one vendor that never sees personal data or secrets. */
export function createProxy({ target, key }: ProxyOptions): Express {
  const app = express();
  // Chats lose their values on the way out and have them back in the answer; the proxy knows nothing of it.
  app.post("/v1/chat/completions", redactChat("balanced", { key }));
  app.use("/v1", createProxyMiddleware({ target, changeOrigin: true }));
  return app;
}
