import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl, localhostAddresses } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { addressFamily } from "#domain/url-policy/networks.ts";
import type { ResolveHost } from "#server/http-client/resolve-host.ts";

/**
 * The addresses that a connection is pinned to. `key` names the set; the first address is tried first. Empty only behind an
 * egress proxy, which is then told the name.
 */
export type VettedAddresses = { list: { address: string; family: 4 | 6 }[]; key: string };

/** Where one URL may be sent to, or that nothing may be sent. */
export type Vetting = { ok: true; url: URL; path: string; vetted: VettedAddresses } | { ok: false };

const FRESH_MS_MAX = 60_000;
const FRESH_MAX = 10_000;

/**
 * Turns a URL into addresses that may be connected to, judging the text again as at registration: what the operator
 * allows may have changed since. Answers at once for literals, `localhost` and URLs whose records are still fresh (their
 * TTL, at most 60 s; 10,000 URLs and names); a promise otherwise, which rejects when the name has no address. All who ask
 * for the same name meanwhile share one look-up. A failure is never kept.
 *
 * @param isProxied names are then left to the egress proxy, except those that need an exemption of the operator's
 */
export const createVetting = ({
  policy,
  resolve,
  isProxied,
}: {
  policy: AddressPolicy;
  resolve: ResolveHost;
  isProxied: boolean;
}) => {
  const fresh = createFresh<Vetting>();
  const records = createFresh<string[]>();
  const asking = new Map<string, Promise<string[]>>();

  const judge = (raw: string, addresses: string[]): Vetting => {
    const checked = checkUrl(raw, policy, addresses);
    if (!checked.ok || judgeAddresses(addresses, policy) === "block") return BLOCKED;
    return destination(checked.url, addresses);
  };

  const lookUp = (hostname: string): Promise<string[]> => {
    const pending = asking.get(hostname);
    if (pending) return pending;
    const asked = resolve(hostname)
      .then(({ addresses, ttlSeconds }) => {
        if (addresses.length === 0) throw new Error("No address");
        return records.keep(hostname, addresses, performance.now() + Math.min(ttlSeconds * 1_000, FRESH_MS_MAX));
      })
      .finally(() => asking.delete(hostname));
    asking.set(hostname, asked);
    return asked;
  };

  return (raw: string): Vetting | Promise<Vetting> => {
    const known = fresh.get(raw);
    if (known) return known.value;

    const plain = checkUrl(raw, policy);
    if (!plain.ok && !plain.byAddresses) return BLOCKED;
    const url = plain.ok ? plain.url : new URL(raw);
    const literal = literalAddress(url.hostname);
    const ownAddresses =
      url.hostname === "localhost" ? localhostAddresses(policy) : literal === null ? null : [literal];
    const forLong = performance.now() + FRESH_MS_MAX;
    if (ownAddresses) return fresh.keep(raw, judge(raw, ownAddresses), forLong);
    if (isProxied && plain.ok) return fresh.keep(raw, destination(plain.url, []), forLong);

    const kept = records.get(url.hostname);
    if (kept) return fresh.keep(raw, judge(raw, kept.value), kept.until);
    return lookUp(url.hostname).then((addresses) =>
      fresh.keep(raw, judge(raw, addresses), records.get(url.hostname)?.until ?? 0),
    );
  };
};

const BLOCKED: Vetting = { ok: false };

const destination = (url: URL, addresses: string[]): Vetting => {
  const list = [...new Set(addresses)].map((address) => ({ address, family: familyOf(address) }));
  const key = list
    .map(({ address }) => address)
    .sort()
    .join();
  return { ok: true, url, path: url.pathname + url.search, vetted: { list, key } };
};

const familyOf = (address: string): 4 | 6 => (addressFamily(address) === 6 ? 6 : 4);

/** Keeps values until an instant of `performance.now()`; the oldest gives way. */
const createFresh = <Value>() => {
  const entries = new Map<string, { value: Value; until: number }>();
  return {
    get: (name: string) => {
      const entry = entries.get(name);
      if (entry && entry.until > performance.now()) return entry;
      entries.delete(name);
      return undefined;
    },
    keep: (name: string, value: Value, until: number): Value => {
      if (until <= performance.now()) return value;
      const oldest = entries.size >= FRESH_MAX ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(name, { value, until });
      return value;
    },
  };
};
