import { addressFamily } from "#domain/url-policy/networks.ts";

/** Groups IPv6 by /64, which one client usually owns. Invalid addresses share one group. */
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

const groupsOf = (address: string): string[] => {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const split = (text: string | undefined) => (text ? text.split(":") : []);
  const before = split(head);
  const after = split(tail);
  return [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
};
