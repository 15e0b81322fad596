import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { isInNetworks, type NetworkRule, parseNetworks } from "#domain/url-policy/networks.ts";

export type AddressPolicy = {
  allowNetworks: readonly NetworkRule[];
  /** Wins over `allowNetworks`. */
  denyNetworks: readonly NetworkRule[];
  /** Lower-case. A webhook to this installation would loop. */
  ownHosts: readonly string[];
};

/**
 * Builds the policy. A loopback installation has no own host, since local receivers share its name. An IP
 * literal as own host is denied in every spelling.
 */
export const addressPolicy = ({
  allowNetworks = [],
  denyNetworks = [],
  baseUrl,
}: {
  allowNetworks?: readonly NetworkRule[];
  denyNetworks?: readonly NetworkRule[];
  baseUrl: string;
}): AddressPolicy => {
  const { hostname } = new URL(baseUrl);
  if (isLoopbackHost(hostname)) return { allowNetworks, denyNetworks, ownHosts: [] };
  const literal = parseNetworks(literalAddress(hostname) ?? "");
  return {
    allowNetworks,
    denyNetworks: [...denyNetworks, ...(literal.ok ? literal.networks : [])],
    ownHosts: [hostname.replace(/\.$/, "")],
  };
};

export const isLetThrough = (address: string, { allowNetworks, denyNetworks }: AddressPolicy): boolean =>
  isInNetworks(address, allowNetworks) && !isInNetworks(address, denyNetworks);

const LOOPBACK = parseNetworks("127.0.0.0/8,::1/128");

const isLoopbackHost = (hostname: string): boolean =>
  hostname === "localhost" || (LOOPBACK.ok && isInNetworks(literalAddress(hostname) ?? "", LOOPBACK.networks));
