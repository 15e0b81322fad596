import { type AddressPolicy, isLetThrough } from "#domain/url-policy/address-policy.ts";
import { isInNetworks, isPublicAddress } from "#domain/url-policy/networks.ts";

/**
 * Requires every address to be public or allowed, and none denied: the name's owner chooses which one is
 * used. No address blocks too.
 */
export const judgeAddresses = (addresses: readonly string[], policy: AddressPolicy): "allow" | "block" =>
  addresses.length > 0 && addresses.every((address) => isReachable(address, policy)) ? "allow" : "block";

const isReachable = (address: string, policy: AddressPolicy): boolean =>
  isLetThrough(address, policy) || (isPublicAddress(address) && !isInNetworks(address, policy.denyNetworks));
