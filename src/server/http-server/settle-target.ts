import type { IncomingMessage } from "node:http";

type Request = Pick<IncomingMessage, "url" | "headers" | "rawHeaders" | "socket">;

/** RFC 9110 allows more characters, but no host of this server has them. */
const AUTHORITY = /^[\w.~%:[\]-]*$/;
const ABSOLUTE = /^(https?):\/\/([^/?#]+)([^#]*)$/i;
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * Normalizes host and path (RFC 9112, 3.2); an absolute-form target replaces the Host header. Foreign hosts return 421, so that no
 * redirect leads there.
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

/** Drops the default port. */
const hostOf = (scheme: string, authority: string): string | null =>
  URL.canParse(`${scheme}://${authority}`) ? new URL(`${scheme}://${authority}`).host : null;

const ownHosts = ({ socket }: Request, scheme: string, baseUrl: string): (string | null)[] => {
  const address = socket.localAddress?.replace(/^::ffff:/, "") ?? "";
  const names = [...LOOPBACK, address].map((name) => (name.includes(":") ? `[${name}]` : name));
  return [new URL(baseUrl).host, ...names.map((name) => hostOf(scheme, `${name}:${socket.localPort}`))];
};
