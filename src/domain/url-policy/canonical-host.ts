/** IPv4-mapped address as URLs write it. */
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * Writes a host without port in one spelling for each host that a connection tells apart: small letters, punycode, no dot at the
 * end, IPv4 as a.b.c.d (also inside of IPv6, where the kernel sends IPv4), IPv6 compressed. Text that is no host stays, in small
 * letters. `canonical_host` of the database does the same for the ASCII text that URLs of webhooks hold.
 */
export const canonicalHost = (host: string): string => {
  const url = `http://${host}/`;
  const name = URL.canParse(url) ? new URL(url).hostname : host.toLowerCase();
  const [, high, low] = MAPPED.exec(name) ?? [];
  if (high !== undefined && low !== undefined) return dotted(Number.parseInt(high, 16), Number.parseInt(low, 16));
  return name.replace(/\.$/, "");
};

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join(".");
