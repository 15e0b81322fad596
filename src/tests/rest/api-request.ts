import type { ApiAnswer, ApiRequest } from "#domain/api-message.ts";
import { streamOfText } from "#server/http-server/stream-of-text.ts";

/** Request as our server passes it to a handler. */
export const apiRequest = (
  method: string,
  target: string,
  { headers = {}, body = null }: { headers?: Record<string, string>; body?: BodyInit | null } = {},
): ApiRequest => {
  const request = new Request(`http://localhost${target}`, { method, headers, body, duplex: "half" } as RequestInit);
  return { method, target, headers: request.headers, bytes: request.body };
};

/** Answer as fetch would return it. */
export const responseOf = ({ status, headers, bytes, chunks }: ApiAnswer): Response => {
  const stream = chunks && streamOfText(chunks);
  return new Response(stream ?? (bytes.byteLength === 0 ? null : new Uint8Array(bytes)), { status, headers });
};
