/** What a check has found. */
export interface Finding {
  /** What was looked at: `data directory`, `openai`. */
  check: string;
  status: "ok" | "warning" | "fault";
  message: string;
  /** What to do about it. */
  fix?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, status: "ok", message });
export const warning = (check: string, message: string, fix: string): Finding => ({
  check,
  status: "warning",
  message,
  fix,
});
export const fault = (check: string, message: string, fix: string): Finding => ({
  check,
  status: "fault",
  message,
  fix,
});
