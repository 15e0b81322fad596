import { isInNetworks, isPublicAddress, type NetworkRule } from "#domain/url-policy/networks.ts";

/**
 * Whether the sender may connect: every address must be public or inside `allowNetworks`. One bad address blocks all of
 * them, because whoever controls the name chooses which one is used. No address at all blocks too.
 */
export const judgeAddresses = (
  addresses: readonly string[],
  allowNetworks: readonly NetworkRule[],
): "allow" | "block" =>
  addresses.length > 0 && addresses.every((address) => isPublicAddress(address) || isInNetworks(address, allowNetworks))
    ? "allow"
    : "block";
