import type { IncomingMessage, RequestListener } from "node:http";
import { newId } from "#domain/ids.ts";
import { isInNetworks, type NetworkRule } from "#domain/url-policy/networks.ts";
import { requestContext } from "#server/logging/request-context.ts";

const HEADER = "x-request-id";
/** UUIDs, hexadecimal text, `Root=1-…`. */
const VALID = /^[\w.:=+-]{8,128}$/;

/** Adds an id to the answer (`X-Request-Id`) and to each log line. Keeps the id of a trusted proxy, to join both logs. */
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
