import { addressFamily } from "#domain/url-policy/networks.ts";

/**
 * Group that an address counts for: itself, or its /64 for IPv6, since one client usually has the whole /64. IPv4 in IPv6
 * notation counts as IPv4. All texts that are no address form one group, so that a broken proxy fails closed.
 */
export const addressGroup = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return addressGroup(mapped);
  switch (addressFamily(address)) {
    case 4:
      return address;
    case 6:
      return `${groupsOf(address).slice(0, 4).join(":")}::/64`;
    case 0:
      return "unknown";
  }
};

/** Eight groups of a valid IPv6 address, without leading zeros. */
const groupsOf = (address: string): string[] => {
  // The URL parser writes every spelling in the one form of RFC 5952.
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const split = (text: string | undefined) => (text ? text.split(":") : []);
  const before = split(head);
  const after = split(tail);
  return [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
};
