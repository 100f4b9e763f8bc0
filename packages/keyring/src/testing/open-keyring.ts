import { onTestFinished } from "vitest";
import { createKeyring, type KeyringOptions } from "../create-keyring.ts";
import type { Keyring } from "../keyring.ts";
import { createMemoryStore } from "../memory/memory-store.ts";
import { MASTER_KEY } from "./master-key.ts";

/** Opens a keyring that is closed with the test, which looks for changes by others hardly ever unless told to. */
export async function openKeyring(options: Partial<KeyringOptions> = {}): Promise<Keyring> {
  const keyring = await createKeyring({
    store: createMemoryStore(),
    masterKeys: [MASTER_KEY],
    pollEveryMs: 10_000,
    ...options,
  });
  onTestFinished(() => keyring.close());
  return keyring;
}

/** What a token is answered with: the reason of the refusal, or `ok`. */
export function outcomeOf(keyring: Keyring, token: string | undefined): string {
  const answer = keyring.authenticate(token);
  return answer.ok ? "ok" : answer.reason;
}
