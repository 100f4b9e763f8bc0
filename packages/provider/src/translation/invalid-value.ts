import { HubError } from "@hub/protocol";

/** The error for a value that cannot be translated. `problem` is half a sentence: "expected base64". */
export function invalidValue(param: string, problem: string): HubError {
  return new HubError("invalid_value", `Invalid '${param}': ${problem}.`, { param });
}
