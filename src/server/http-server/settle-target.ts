import type { IncomingMessage } from "node:http";

type Request = Pick<IncomingMessage, "url" | "headers" | "rawHeaders" | "socket">;

/** Names and addresses with a port. RFC 9110 allows more characters; no host that leads here has them. */
const AUTHORITY = /^[\w.~%:[\]-]*$/;
const ABSOLUTE = /^(https?):\/\/([^/?#]+)([^#]*)$/i;
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * Settles which host and path a request names (RFC 9112, 3.2), before anything reads them. A target in absolute form that names
 * us becomes its path, and its host replaces the header; one that names another host is not ours to answer (421), so that no
 * redirect leads there. More than one Host, or one that is no host, is 400. Null: the request can be answered.
 */
export const settleTarget = (request: Request, baseUrl: string): 400 | 421 | null => {
  const { url = "", headers, rawHeaders } = request;
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  if (hosts.length > 1 || !AUTHORITY.test(headers.host ?? "")) return 400;
  if (url.startsWith("/") || url === "*") return null;
  const [, scheme = "", authority = "", rest = ""] = ABSOLUTE.exec(url) ?? [];
  const host = AUTHORITY.test(authority) ? hostOf(scheme, authority) : null;
  if (host === null) return 400;
  if (!ownHosts(request, scheme, baseUrl).includes(host)) return 421;
  headers.host = authority;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  return null;
};

/** As browsers write it, without the scheme's own port; null where it is no host. */
const hostOf = (scheme: string, authority: string): string | null =>
  URL.canParse(`${scheme}://${authority}`) ? new URL(`${scheme}://${authority}`).host : null;

const ownHosts = ({ socket }: Request, scheme: string, baseUrl: string): (string | null)[] => {
  const address = socket.localAddress?.replace(/^::ffff:/, "") ?? "";
  const names = [...LOOPBACK, address].map((name) => (name.includes(":") ? `[${name}]` : name));
  return [new URL(baseUrl).host, ...names.map((name) => hostOf(scheme, `${name}:${socket.localPort}`))];
};
