/** One event of a stream as a test sees it. */
export interface ReadEvent {
  readonly event: string | undefined;
  readonly data: string;
}

/** Splits the text of a server-sent event stream, of any line ending, into events with data. */
export function readEvents(text: string): readonly ReadEvent[] {
  return text
    .replace(/^\ufeff/, "")
    .split(/\r?\n\r?\n/)
    .flatMap((block) => {
      const lines = block.split(/\r?\n/);
      const value = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim());
      const data = value("data");
      return data.length === 0 ? [] : [{ event: value("event")[0], data: data.join("\n") }];
    });
}

/** The JSON of all events but `[DONE]`. */
export function readChunks(text: string): readonly Record<string, unknown>[] {
  return readEvents(text)
    .filter(({ data }) => data !== "[DONE]")
    .map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}
