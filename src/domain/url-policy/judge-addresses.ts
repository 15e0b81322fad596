import { type AddressPolicy, isLetThrough } from "#domain/url-policy/address-policy.ts";
import { isInNetworks, isPublicAddress } from "#domain/url-policy/networks.ts";

/** Requires that every address is allowed, because the name's owner chooses which one is used. */
export const judgeAddresses = (addresses: readonly string[], policy: AddressPolicy): "allow" | "block" =>
  addresses.length > 0 && addresses.every((address) => isReachable(address, policy)) ? "allow" : "block";

const isReachable = (address: string, policy: AddressPolicy): boolean =>
  isLetThrough(address, policy) || (isPublicAddress(address) && !isInNetworks(address, policy.denyNetworks));
