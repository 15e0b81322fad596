import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";
import { isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";

export { CLIENT_ADDRESS_HEADER };

/** Any client can forge these headers. */
const FORWARDED = /^(forwarded|x-forwarded-.*|x-real-ip)$/;

/**
 * Client address = the socket's peer, or the first untrusted address from the end of a trusted proxy's `X-Forwarded-For`. Removes
 * forwarding headers of other peers.
 */
export const settleClientAddress = (request: IncomingMessage, trustedProxies: readonly NetworkRule[]): void => {
  const { headers } = request;
  const peer = request.socket.remoteAddress ?? "";
  const isProxy = isInNetworks(peer, trustedProxies);
  if (!isProxy) for (const name of Object.keys(headers)) if (FORWARDED.test(name)) delete headers[name];
  headers[CLIENT_ADDRESS_HEADER] = isProxy ? forwardedFor(headers, peer, trustedProxies) : peer;
};

const forwardedFor = (
  { "x-forwarded-for": header }: IncomingHttpHeaders,
  peer: string,
  trusted: readonly NetworkRule[],
) => {
  let client = peer;
  for (const hop of String(header ?? "")
    .split(",")
    .toReversed()) {
    const address = hop.trim();
    // Trusted proxies write only addresses, so other text ends the chain.
    if (isIP(address) === 0) return client;
    client = address;
    if (!isInNetworks(address, trusted)) return client;
  }
  return client;
};
