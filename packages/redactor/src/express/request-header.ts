import type { IncomingMessage } from "node:http";

/** Sets a header of a request, or removes it, also where handlers find it as it was sent. */
export function setRequestHeader(request: IncomingMessage, name: string, value: string | undefined): void {
  const { headers, rawHeaders } = request;
  delete headers[name];
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === name) rawHeaders.splice(index, 2);
  }
  if (value === undefined) return;
  headers[name] = value;
  rawHeaders.push(name, value);
}
