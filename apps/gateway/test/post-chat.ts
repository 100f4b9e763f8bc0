/** Posts a chat request without any SDK, for the answer's raw status, headers and bytes. */
export function postChat(
  { url, key }: { url: string; key: string },
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  });
}
