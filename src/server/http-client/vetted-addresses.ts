import { literalAddress, localhostAddresses } from "#domain/url-policy/check-url.ts";
import { judgeAddresses } from "#domain/url-policy/judge-addresses.ts";
import { addressFamily, isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";
import type { ResolveHost } from "#server/http-client/resolve-host.ts";

/** The addresses that a connection is pinned to. `key` names the set; the first address is tried first. */
export type VettedAddresses = { list: { address: string; family: 4 | 6 }[]; key: string; wasResolved: boolean };

export type Vetting = { ok: true; vetted: VettedAddresses } | { ok: false };

const CACHE_MS_MAX = 60_000;
const CACHED_NAMES_MAX = 10_000;

/**
 * Turns the host of a URL into addresses that may be connected to. Answers at once for literals, `localhost` and names
 * whose records are still fresh (their TTL, at most 60 s; 10,000 names); a promise otherwise, shared by all who ask for
 * the same name meanwhile, which rejects when the name has no address. A failure is never kept.
 */
export const createVetting = ({
  allowNetworks,
  resolve,
}: {
  allowNetworks: readonly NetworkRule[];
  resolve: ResolveHost;
}) => {
  const fresh = new Map<string, { vetting: Vetting; until: number }>();
  const asking = new Map<string, Promise<Vetting>>();

  const keep = (name: string, vetting: Vetting, ttlMs: number): Vetting => {
    if (ttlMs <= 0) return vetting;
    const oldest = fresh.size >= CACHED_NAMES_MAX ? fresh.keys().next().value : undefined;
    if (oldest !== undefined) fresh.delete(oldest);
    fresh.set(name, { vetting, until: performance.now() + ttlMs });
    return vetting;
  };

  /**
   * Registration refuses what is refused here first; the allowed networks may have changed since. Without TLS, and for an
   * IP literal, being public is not enough.
   */
  const judge = (
    addresses: string[],
    { mustBeAllowed, wasResolved }: { mustBeAllowed: boolean; wasResolved: boolean },
  ) => {
    if (judgeAddresses(addresses, allowNetworks) === "block") return BLOCKED;
    if (mustBeAllowed && !addresses.every((address) => isInNetworks(address, allowNetworks))) return BLOCKED;
    const list = [...new Set(addresses)].map((address) => ({ address, family: familyOf(address) }));
    return {
      ok: true as const,
      vetted: {
        list,
        key: list
          .map(({ address }) => address)
          .sort()
          .join(),
        wasResolved,
      },
    };
  };

  return ({ protocol, hostname }: { protocol: string; hostname: string }): Vetting | Promise<Vetting> => {
    const name = `${protocol}${hostname}`;
    const known = fresh.get(name);
    if (known && known.until > performance.now()) return known.vetting;
    fresh.delete(name);

    const literal = literalAddress(hostname);
    if (literal !== null)
      return keep(name, judge([literal], { mustBeAllowed: true, wasResolved: false }), CACHE_MS_MAX);
    if (hostname === "localhost") {
      return keep(
        name,
        judge(localhostAddresses(allowNetworks), { mustBeAllowed: true, wasResolved: false }),
        CACHE_MS_MAX,
      );
    }

    const pending = asking.get(name);
    if (pending) return pending;
    const asked = resolve(hostname)
      .then(({ addresses, ttlSeconds }) => {
        if (addresses.length === 0) throw new Error("No address");
        const vetting = judge(addresses, { mustBeAllowed: protocol !== "https:", wasResolved: true });
        return keep(name, vetting, Math.min(ttlSeconds * 1_000, CACHE_MS_MAX));
      })
      .finally(() => asking.delete(name));
    asking.set(name, asked);
    return asked;
  };
};

const BLOCKED: Vetting = { ok: false };

const familyOf = (address: string): 4 | 6 => (addressFamily(address) === 6 ? 6 : 4);
