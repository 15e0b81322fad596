import type { HeaderReader } from "#domain/api-message.ts";
import type { RequestOrigin } from "#domain/context.ts";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";

export const requestOrigin = (headers: HeaderReader): RequestOrigin => ({
  address: headers.get(CLIENT_ADDRESS_HEADER) || null,
  userAgent: headers.get("user-agent"),
});
