import { literalAddress } from "#domain/url-policy/literal-address.ts";
import { isInNetworks, type NetworkRule, parseNetworks } from "#domain/url-policy/networks.ts";

/** The operator's rules for receivers. Made by `addressPolicy`. */
export type AddressPolicy = {
  /** Networks exempt from the address guard. */
  allowNetworks: readonly NetworkRule[];
  /** Networks never connected to; win over `allowNetworks`. */
  denyNetworks: readonly NetworkRule[];
  /** Lower-case names of this installation: a webhook to it would feed on its own deliveries. */
  ownHosts: readonly string[];
};

/**
 * The policy of an installation. On loopback it has no host of its own: a developer's receivers and the demo's
 * inspector share the name. An own host that is an IP literal is denied as an address, in every spelling.
 *
 * @param baseUrl the public origin, a valid URL
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

/** Whether the operator allows this address although it is not public. */
export const isLetThrough = (address: string, { allowNetworks, denyNetworks }: AddressPolicy): boolean =>
  isInNetworks(address, allowNetworks) && !isInNetworks(address, denyNetworks);

const LOOPBACK = parseNetworks("127.0.0.0/8,::1/128");

const isLoopbackHost = (hostname: string): boolean =>
  hostname === "localhost" || (LOOPBACK.ok && isInNetworks(literalAddress(hostname) ?? "", LOOPBACK.networks));
