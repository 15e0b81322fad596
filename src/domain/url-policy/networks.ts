export type NetworkRule = { family: 4 | 6; first: bigint; last: bigint };

type Address = { family: 4 | 6; value: bigint };

/**
 * Parses comma-separated CIDR ranges and addresses. Ignores host bits (10.1.2.3/8 is 10.0.0.0/8). `bad` is
 * the first invalid entry.
 */
export const parseNetworks = (text: string): { ok: true; networks: NetworkRule[] } | { ok: false; bad: string } => {
  const networks: NetworkRule[] = [];
  for (const entry of text.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const rule = parseNetwork(entry);
    if (!rule) return { ok: false, bad: entry };
    networks.push(rule);
  }
  return { ok: true, networks };
};

/**
 * Treats an IPv4-mapped address (::ffff:a.b.c.d) as IPv4, as the kernel does. Invalid text is in no range.
 */
export const isInNetworks = (address: string, networks: readonly NetworkRule[]): boolean => {
  const parsed = parseAddress(address);
  return parsed !== null && contains(networks, unmapped(parsed));
};

/** Tells whether each network stands wholly in one of the others. Invalid text is in none, and holds none. */
export const areWithin = (networks: readonly string[], others: readonly string[]): boolean => {
  const inner = parseNetworks(networks.join(","));
  const outer = parseNetworks(others.join(","));
  if (!inner.ok || !outer.ok) return false;
  return inner.networks.every((own) =>
    outer.networks.some(({ family, first, last }) => family === own.family && first <= own.first && own.last <= last),
  );
};

/**
 * Accepts IPv4 unicast and IPv6 in 2000::/3, outside special-purpose blocks (IANA registries). Refuses IPv4
 * inside IPv6 (mapped, translated, 6to4, Teredo) and invalid text.
 */
export const isPublicAddress = (address: string): boolean => {
  const parsed = parseAddress(address);
  if (!parsed) return false;
  if (parsed.family === 6 && !contains(GLOBAL_UNICAST_6, parsed)) return false;
  return !contains(NOT_PUBLIC, parsed);
};

/** Returns 0 for invalid text, brackets and zones. */
export const addressFamily = (address: string): 0 | 4 | 6 => parseAddress(address)?.family ?? 0;

const parseNetwork = (text: string): NetworkRule | null => {
  const [addressText = "", prefixText, ...rest] = text.split("/");
  const address = parseAddress(addressText);
  if (!address || rest.length > 0) return null;
  const bits = address.family === 4 ? 32 : 128;
  if (prefixText === undefined) return range(unmapped(address), bits);
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bits) return null;
  const prefix = Number(prefixText);
  // Maps ::ffff:127.0.0.0/104 to 127.0.0.0/8. A prefix below /96 stays an IPv6 range.
  if (address.family === 6 && prefix >= 96 && isMapped(address)) return range(unmapped(address), prefix - 96);
  return range(address, prefix);
};

const range = (address: Address, prefix: number): NetworkRule => {
  const bits = address.family === 4 ? 32 : 128;
  const hostBits = BigInt(Math.max(0, bits - prefix));
  const first = (address.value >> hostBits) << hostBits;
  return { family: address.family, first, last: first + (1n << hostBits) - 1n };
};

const contains = (rules: readonly NetworkRule[], { family, value }: Address): boolean =>
  rules.some((rule) => rule.family === family && rule.first <= value && value <= rule.last);

const isMapped = ({ family, value }: Address): boolean => family === 6 && value >> 32n === 0xffffn;

const unmapped = (address: Address): Address =>
  isMapped(address) ? { family: 4, value: address.value & 0xffffffffn } : address;

const parseAddress = (text: string): Address | null => {
  const value4 = parse4(text);
  if (value4 !== null) return { family: 4, value: value4 };
  const value6 = parse6(text);
  return value6 === null ? null : { family: 6, value: value6 };
};

/** Refuses leading zeros and short forms, which parsers read differently. */
const parse4 = (text: string): bigint | null => {
  const octets = text.split(".");
  if (octets.length !== 4) return null;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return null;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
};

/** RFC 4291 section 2.2. */
const parse6 = (text: string): bigint | null => {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? "", true) : [];
  if (!head || !tail) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
};

const groupsOf = (text: string, mayEndInIpv4: boolean): bigint[] | null => {
  if (text === "") return [];
  const groups: bigint[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const embedded = mayEndInIpv4 && index === parts.length - 1 ? parse4(part) : null;
    if (embedded !== null) groups.push(embedded >> 16n, embedded & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return null;
  }
  return groups;
};

const rules = (...entries: string[]): NetworkRule[] => {
  const parsed = parseNetworks(entries.join(","));
  if (!parsed.ok) throw new Error(`Not a network: ${parsed.bad}`);
  return parsed.networks;
};

const GLOBAL_UNICAST_6 = rules("2000::/3");

const NOT_PUBLIC = rules(
  "0.0.0.0/8", // this network (RFC 791); on Linux the machine itself
  "10.0.0.0/8", // private (RFC 1918)
  "100.64.0.0/10", // carrier-grade NAT (RFC 6598), Alibaba metadata
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // Azure wire server, reachable only from inside
  "169.254.0.0/16", // link-local (RFC 3927), metadata of most clouds
  "172.16.0.0/12", // private (RFC 1918)
  "192.0.0.0/24", // IETF protocol assignments (RFC 6890)
  "192.0.2.0/24", // documentation (RFC 5737)
  "192.31.196.0/24", // AS112 (RFC 7535)
  "192.52.193.0/24", // AMT (RFC 7450)
  "192.88.99.0/24", // 6to4 relays, deprecated (RFC 7526)
  "192.168.0.0/16", // private (RFC 1918)
  "192.175.48.0/24", // AS112 (RFC 7534)
  "198.18.0.0/15", // benchmarking (RFC 2544)
  "198.51.100.0/24", // documentation (RFC 5737)
  "203.0.113.0/24", // documentation (RFC 5737)
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, and limited broadcast
  "2001::/23", // IETF protocol assignments (RFC 2928)
  "2001:db8::/32", // documentation (RFC 3849)
  "2002::/16", // 6to4 (RFC 3056), embeds IPv4
  "2620:4f:8000::/48", // AS112 (RFC 7534)
  "3ffe::/16", // the former 6bone (RFC 3701)
  "3fff::/20", // documentation (RFC 9637)
);
