import { createProxy } from "./app.ts";

const { REDACTION_KEY, PORT = "3000" } = process.env;
if (!REDACTION_KEY) throw new Error("Set REDACTION_KEY to a secret of this project.");

createProxy({ target: "https://api.openai.com/v1", key: REDACTION_KEY }).listen(Number(PORT), "127.0.0.1", () => {
  console.log(`baseURL: http://127.0.0.1:${PORT}/v1`);
});
