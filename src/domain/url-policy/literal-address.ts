import { addressFamily } from "#domain/url-policy/networks.ts";

/** The address of a parsed URL whose host is an IP literal, in its usual spelling; else null. */
export const literalAddress = (hostname: string): string | null => {
  const bare = hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
  return addressFamily(bare) === 0 ? null : bare;
};
