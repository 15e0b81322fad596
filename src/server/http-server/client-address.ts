import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { CLIENT_ADDRESS_HEADER } from "#domain/limits/client-key.ts";
import { isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";

export { CLIENT_ADDRESS_HEADER };

/** Headers that proxies write; any client can write them too. */
const FORWARDED = /^(forwarded|x-forwarded-.*|x-real-ip)$/;

/**
 * Settles the client's address before anything reads the request: the socket's peer, whatever the headers say. `X-Forwarded-For`
 * counts only from a trusted proxy, from its end up to the first address that is not a trusted proxy. Other peers lose their
 * forwarded headers, so that no later code reads a false address, host or protocol.
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
    // A trusted proxy writes addresses only: at anything else the last known address counts.
    if (isIP(address) === 0) return client;
    client = address;
    if (!isInNetworks(address, trusted)) return client;
  }
  return client;
};
