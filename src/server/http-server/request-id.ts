import type { IncomingMessage, RequestListener } from "node:http";
import { newId } from "#domain/ids.ts";
import { isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";
import { requestContext } from "#server/logging/request-context.ts";

const HEADER = "x-request-id";
/** Ids as proxies make them: UUIDs, hexadecimal text, `Root=1-…`. */
const VALID = /^[\w.:=+-]{8,128}$/;

/**
 * Gives each request an id, which the answer carries in `X-Request-Id` and which stands in each log line that is written meanwhile.
 * The id of a trusted proxy is kept, so that its log and ours can be joined; what others send is replaced.
 */
export const withRequestId =
  (listener: RequestListener, trustedProxies: readonly NetworkRule[]): RequestListener =>
  (request, response) => {
    const requestId = proxysId(request, trustedProxies) ?? newId("req");
    request.headers[HEADER] = requestId;
    response.setHeader("X-Request-Id", requestId);
    requestContext().run({ requestId }, listener, request, response);
  };

const proxysId = ({ headers, socket }: IncomingMessage, trustedProxies: readonly NetworkRule[]): string | null => {
  const given = headers[HEADER];
  if (typeof given !== "string" || !VALID.test(given)) return null;
  return isInNetworks(socket.remoteAddress ?? "", trustedProxies) ? given : null;
};
