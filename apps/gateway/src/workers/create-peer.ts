/** What carries messages to another process and back. */
export interface Channel {
  /** Sends plain data. @throws where the other process is gone */
  send(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

/** What another process may ask for, by name. */
export type Answers = Readonly<Record<string, (...given: never[]) => unknown>>;

/** Another process, to ask something of. */
export interface Peer {
  /**
   * Asks; resolves to what the other one's answer of that name returns.
   *
   * @throws PeerError where it fails there, or takes too long, or the process is gone
   */
  ask(name: string, ...given: readonly unknown[]): Promise<unknown>;
}

/** Another process has not answered, or not with what it was asked for. */
export class PeerError extends Error {
  override readonly name = "PeerError";
}

type Message =
  | { hub: "question"; id: number; name: string; given: readonly unknown[] }
  | { hub: "answer"; id: number; value?: unknown; failure?: string };

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Two processes that ask each other things. What is passed is copied as JSON.
 *
 * @param answers what the other one may ask for
 * @param patienceMs how long an answer is waited for
 */
export function createPeer(channel: Channel, answers: Answers, patienceMs = PATIENCE_MS): Peer {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let questions = 0;
  let isClosed = false;

  function say(message: Message): void {
    if (isClosed) throw new PeerError("The other process is gone.");
    channel.send(message);
  }

  async function answer(id: number, name: string, given: readonly unknown[]): Promise<void> {
    const reply: Message = { hub: "answer", id };
    try {
      if (!Object.hasOwn(answers, name)) throw new PeerError(`There is no answer to ${name}.`);
      reply.value = await answers[name]?.(...(given as never[]));
    } catch (error) {
      reply.failure = error instanceof Error ? error.message : String(error);
    }
    try {
      say(reply);
    } catch {
      // Who has asked is gone.
    }
  }

  channel.onMessage((message) => {
    if (!isMessage(message)) return;
    if (message.hub === "question") return void answer(message.id, message.name, message.given);
    const asked = waiting.get(message.id);
    if (message.failure === undefined) asked?.resolve(message.value);
    else asked?.reject(new PeerError(message.failure));
  });
  channel.onClose(() => {
    isClosed = true;
    for (const { reject } of waiting.values()) reject(new PeerError("The other process is gone."));
  });

  return {
    async ask(name, ...given) {
      const id = ++questions;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id, asked);
      const late = () => asked.reject(new PeerError(`${name} was not answered within ${patienceMs} ms.`));
      const timer = setTimeout(late, patienceMs);
      try {
        say({ hub: "question", id, name, given });
        return await asked.promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}

/** Others send messages of their own through the same channel. */
function isMessage(message: unknown): message is Message {
  const kind = (message as Partial<Message> | null)?.hub;
  return kind === "question" || kind === "answer";
}
