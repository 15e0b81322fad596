import type { RequestOrigin } from "#domain/context.ts";

/** Set by the web server from the socket's peer, whatever the client sent under that name. */
export const CLIENT_ADDRESS_HEADER = "x-bellhop-client-address";

/** Where a request came from, for the audit log. */
export const requestOrigin = (headers: Headers): RequestOrigin => ({
  address: headers.get(CLIENT_ADDRESS_HEADER) || null,
  userAgent: headers.get("user-agent"),
});
