import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { settleTarget } from "#server/http-server/settle-target.ts";

const DETAILS = {
  400: "This address is not readable.",
  405: "This method is not possible here.",
  421: "This address belongs to another server.",
} as const;
/** Methods that some address takes: which one is asked for is not known yet. */
const ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
/** Codes as in problems of the API. */
const CODES = { 400: "malformed", 405: "method_not_allowed", 421: "misdirected" } as const;

/**
 * Answers requests that Next would answer with 500: malformed paths, escapes or hosts (400), methods that a web Request cannot have
 * (405), foreign hosts (421). Returns true when answered.
 */
export const rejectMalformedRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  baseUrl: string,
): boolean => {
  const asked = request.url ?? "";
  const status = statusOf(request, baseUrl);
  if (status === null) return false;
  const problem = {
    type: "about:blank",
    title: STATUS_CODES[status],
    status,
    code: CODES[status],
    detail: DETAILS[status],
  };
  const [type, body] = isRest(asked)
    ? ["application/problem+json", JSON.stringify(problem)]
    : ["text/plain", DETAILS[status]];
  response.writeHead(status, {
    "content-type": type,
    connection: "close",
    "cache-control": "no-store",
    ...(status === 405 ? { allow: ALLOWED } : {}),
  });
  response.end(body);
  return true;
};

const statusOf = (request: IncomingMessage, baseUrl: string): keyof typeof DETAILS | null => {
  if (request.method === "TRACE" || request.method === "TRACK") return 405;
  const unsettled = settleTarget(request, baseUrl);
  if (unsettled !== null) return unsettled;
  return isPath(request.url?.split("?")[0] ?? "") ? null : 400;
};

const isRest = (url: string): boolean => /^(https?:\/\/[^/]*)?(\/api)?\/v1(\/|\?|$)/i.test(url);

const isPath = (path: string): boolean => {
  try {
    return decodeURIComponent(path) !== "*";
  } catch {
    return false;
  }
};
