export { createGroq, groqSpec } from "./create-groq.ts";
