import { addressFamily } from "#domain/url-policy/networks.ts";

/** The address of a parsed URL's host that is an IP literal (every spelling parses to the usual one), else null. */
export const literalAddress = (hostname: string): string | null => {
  const bare = hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
  return addressFamily(bare) === 0 ? null : bare;
};
