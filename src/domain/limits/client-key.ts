import type { HeaderReader } from "#domain/api-message.ts";
import { addressGroup } from "#domain/limits/address-group.ts";

/** The web server overwrites this header, so clients cannot forge it. */
export const CLIENT_ADDRESS_HEADER = "x-bellhop-client-address";

export const clientKeyOf = (headers: HeaderReader): string =>
  addressGroup((headers.get(CLIENT_ADDRESS_HEADER) ?? "").replace(/%.*$/, ""));
