/** A process that begins a call, says so, and never ends it. */
import { createIdempotency } from "../create-idempotency.ts";
import { createFileStore } from "./file-store.ts";

const [directory = "", secret = ""] = process.argv.slice(2);
const idempotency = createIdempotency({ secret, store: createFileStore(directory), leaseMs: 1_000 });
await idempotency.begin({ key: "k-1", scope: "key_a", body: "{}" });
process.stdout.write("leading\n");
setInterval(() => {}, 1_000);
