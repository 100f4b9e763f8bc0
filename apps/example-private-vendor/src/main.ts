import { createServer } from "node:http";
import { toNodeHandler } from "@hub/core/node";
import { createAcmeHub } from "./hub.ts";

const { PORT = "3000" } = process.env;
createServer(toNodeHandler(createAcmeHub())).listen(Number(PORT), "127.0.0.1", () => {
  console.log(`baseURL: http://127.0.0.1:${PORT}/v1, model: acme/…`);
});
