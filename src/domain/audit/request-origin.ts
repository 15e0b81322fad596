import type { HeaderReader } from "#domain/api-message.ts";
import type { RequestOrigin } from "#domain/context.ts";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";

/** Names where a request came from, for the audit log. */
export const requestOrigin = (headers: HeaderReader): RequestOrigin => ({
  address: headers.get(CLIENT_ADDRESS_HEADER) || null,
  userAgent: headers.get("user-agent"),
});
