/** The parts of a chat request that the loop guard looks at, whatever else there is. */
export interface GuardedRequest {
  messages: readonly GuardedMessage[];
  /** Who is asked: the same question to another model is another one. */
  model?: unknown;
  stop?: unknown;
}

/** A message of a chat request, in OpenAI's form; what is not of that form is passed over. */
export interface GuardedMessage {
  role: string;
  content?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
}
