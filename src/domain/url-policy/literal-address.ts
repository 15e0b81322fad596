import { addressFamily } from "#domain/url-policy/networks.ts";

export const literalAddress = (hostname: string): string | null => {
  const bare = hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
  return addressFamily(bare) === 0 ? null : bare;
};
