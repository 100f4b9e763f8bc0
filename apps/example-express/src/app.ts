import type { Hub } from "@hub/core";
import { toExpress } from "@hub/core/express";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";

/** What the application needs from outside. */
export interface AppOptions {
  hub: Hub;
  /** Whether a bearer token is one of the application's own. */
  isUser: (token: string | undefined) => boolean;
}

/** An application with routes of its own, and OpenAI's API under `/ai`. */
export function createApp({ hub, isUser }: AppOptions): Express {
  const app = express();

  /** The application knows its users; the hub behind this takes whoever comes through. */
  const requireUser: RequestHandler = (request, response, next) => {
    const [, token] = /^Bearer (.+)$/.exec(request.get("authorization") ?? "") ?? [];
    if (isUser(token)) next();
    else response.status(401).json({ error: { message: "Sign in first.", type: "invalid_request_error" } });
  };

  // Before express.json(): its limit of 100 KB is too low for chats with images.
  app.use("/ai", requireUser, toExpress(hub));

  app.use(express.json());
  const orders = new Map<string, unknown>();
  app.get("/orders/:id", requireUser, (request, response) => {
    response.json(orders.get(request.params.id as string) ?? null);
  });
  app.put("/orders/:id", requireUser, (request, response) => {
    orders.set(request.params.id as string, request.body);
    response.status(204).end();
  });

  // The hub answers its own errors in OpenAI's form, so this one only hears of the routes above.
  const answerError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(error.status ?? 500).json({ error: "Something went wrong." });
  };
  app.use(answerError);
  return app;
}
