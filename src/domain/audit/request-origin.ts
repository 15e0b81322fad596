import type { RequestOrigin } from "#domain/context.ts";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";

/** Where a request came from, for the audit log. */
export const requestOrigin = (headers: Headers): RequestOrigin => ({
  address: headers.get(CLIENT_ADDRESS_HEADER) || null,
  userAgent: headers.get("user-agent"),
});
