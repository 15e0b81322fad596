import type { HeaderReader } from "#domain/api-message.ts";
import { addressGroup } from "#domain/limits/address-group.ts";

/** Set by the web server from the socket's peer, whatever the client sent under that name. */
export const CLIENT_ADDRESS_HEADER = "x-bellhop-client-address";

/** Names the client that a request counts for (see `addressGroup`). Calls without a socket share one name. */
export const clientKeyOf = (headers: HeaderReader): string =>
  addressGroup((headers.get(CLIENT_ADDRESS_HEADER) ?? "").replace(/%.*$/, ""));
