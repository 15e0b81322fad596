import { isIPv6 } from "node:net";

/** Set by the web server from the socket's peer, whatever the client sent under that name. */
export const CLIENT_ADDRESS_HEADER = "x-bellhop-client-address";

const SITE_GROUPS = 4;

/**
 * Whom a request counts for: its IPv4 address, or the first 64 bits of its IPv6 address, since whoever has one address there
 * has all of those. Calls that came by no socket share one name.
 */
export const clientKeyOf = (headers: Headers): string => {
  const address = (headers.get(CLIENT_ADDRESS_HEADER) ?? "").replace(/%.*$/, "");
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address || "nobody";
  return `${siteOf(address)}::/64`;
};

const siteOf = (address: string): string => {
  // An IPv4 tail stands for two groups, which are never among the first four.
  const [head = "", tail = ""] = address.replace(/[\d.]+\.\d+$/, "0:0").split("::");
  const [left, right] = [head, tail].map((part) => (part === "" ? [] : part.split(":"))) as [string[], string[]];
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  const groups = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return groups
    .slice(0, SITE_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
};
