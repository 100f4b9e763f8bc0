import type { Command } from "./command.ts";
import { AUDIT_COMMANDS } from "./commands/audit.ts";
import { CREDENTIAL_COMMANDS } from "./commands/credentials.ts";
import { DOCTOR } from "./commands/doctor.ts";
import { KEY_COMMANDS } from "./commands/keys.ts";
import { MODEL_COMMANDS } from "./commands/models.ts";
import { POLICY_COMMANDS } from "./commands/policy.ts";
import { PROJECT_COMMANDS } from "./commands/projects.ts";
import { USAGE } from "./commands/usage.ts";
import { WALLET_COMMANDS } from "./commands/wallet.ts";

/** All commands, as the help shows them. */
export const COMMANDS: readonly Command[] = [
  ...KEY_COMMANDS,
  ...PROJECT_COMMANDS,
  ...WALLET_COMMANDS,
  ...CREDENTIAL_COMMANDS,
  ...POLICY_COMMANDS,
  USAGE,
  ...AUDIT_COMMANDS,
  ...MODEL_COMMANDS,
  DOCTOR,
];
