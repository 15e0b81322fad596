import type { AddressPolicy } from "#domain/url-policy/address-policy.ts";
import { checkUrl, localhostAddresses } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { addressFamily } from "#domain/url-policy/networks.ts";
import type { ResolveHost } from "#server/http-client/resolve-host.ts";

/** All URLs of one DNS answer share `worked`. Empty only behind an egress proxy, which receives the name. */
export type VettedAddresses = { list: { address: string; family: 4 | 6 }[]; key: string; worked: Worked };

type Worked = { address: string | null };
type Records = { addresses: string[]; worked: Worked };

export type Vetting = { ok: true; url: URL; path: string; vetted: VettedAddresses } | { ok: false };

const FRESH_MS_MAX = 60_000;
const FRESH_MAX = 10_000;

/**
 * Resolves a URL to allowed addresses. Checks the text again, because the operator's rules may have changed. Answers at once for
 * literals, `localhost` and fresh records (TTL, at most 60 s; 10,000 entries), else by a promise. Caches no failures.
 *
 * @param isProxied leaves names to the egress proxy, except names that need an exemption
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
  const records = createFresh<Records>();
  const asking = new Map<string, Promise<Records>>();

  const judge = (raw: string, found: Records): Vetting => {
    const checked = checkUrl(raw, policy, found.addresses);
    if (!checked.ok || judgeAddresses(found.addresses, policy) === "block") return BLOCKED;
    return destination(raw, checked.url, found);
  };

  const lookUp = (hostname: string): Promise<Records> => {
    const pending = asking.get(hostname);
    if (pending) return pending;
    const asked = resolve(hostname)
      .then(({ addresses, ttlSeconds }) => {
        if (addresses.length === 0) throw new Error("The name has no address");
        return records.keep(
          hostname,
          recordsOf(addresses),
          performance.now() + Math.min(ttlSeconds * 1_000, FRESH_MS_MAX),
        );
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
    if (ownAddresses) return fresh.keep(raw, judge(raw, recordsOf(ownAddresses)), forLong);
    if (isProxied && plain.ok) return fresh.keep(raw, destination(raw, plain.url, recordsOf([])), forLong);

    const kept = records.get(url.hostname);
    if (kept) return fresh.keep(raw, judge(raw, kept.value), kept.until);
    return lookUp(url.hostname).then((found) =>
      fresh.keep(raw, judge(raw, found), records.get(url.hostname)?.until ?? 0),
    );
  };
};

const BLOCKED: Vetting = { ok: false };

const recordsOf = (addresses: string[]): Records => ({ addresses, worked: { address: null } });

const destination = (raw: string, url: URL, { addresses, worked }: Records): Vetting => {
  const list = [...new Set(addresses)].map((address) => ({ address, family: familyOf(address) }));
  const key = list
    .map(({ address }) => address)
    .sort()
    .join();
  return { ok: true, url, path: targetOf(raw), vetted: { list, key, worked } };
};

/** Keeps the typed text as request target (RFC 9112, 3.2.1): `URL` would change `/a/../b`, `'` and an empty `?`. */
const targetOf = (raw: string): string => {
  const typed = raw.replace(/^[^:]+:\/\/[^/?]*/, "");
  return typed.startsWith("/") ? typed : `/${typed}`;
};

const familyOf = (address: string): 4 | 6 => (addressFamily(address) === 6 ? 6 : 4);

/** A full cache drops its oldest value. */
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
