import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";
import { isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";

export { CLIENT_ADDRESS_HEADER };

/** What proxies write, and what anybody else could write too. */
const FORWARDED = /^(forwarded|x-forwarded-.*|x-real-ip)$/;

/**
 * Settles who calls, before anything reads the request: the socket's peer, whatever the caller says. Only where the peer is a
 * trusted proxy is `X-Forwarded-For` believed, from its end up to the first address that is not a trusted proxy. From anybody
 * else forwarded headers are dropped, so that no code behind this can be told a false address, host or protocol.
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
    // What a proxy did not write properly was not written by it: the last one that is known counts.
    if (isIP(address) === 0) return client;
    client = address;
    if (!isInNetworks(address, trusted)) return client;
  }
  return client;
};
