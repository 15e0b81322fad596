import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";

/**
 * Answers what no handler can be asked: paths whose escapes are no text, or that are none (400), and methods that the web's
 * requests don't have (405). Next would call both a fault of ours. True when the answer is given: to REST's clients a problem
 * document (RFC 9457), else text.
 */
export const refuseUnreadable = ({ method, url }: IncomingMessage, response: ServerResponse): boolean => {
  const status = method === "TRACE" || method === "TRACK" ? 405 : isPath(url?.split("?")[0] ?? "") ? null : 400;
  if (status === null) return false;
  const detail = status === 405 ? "This method is not possible here." : "This address is not readable.";
  const problem = { type: "about:blank", title: STATUS_CODES[status], status, detail };
  const [type, body] = isRest(url ?? "")
    ? ["application/problem+json", JSON.stringify(problem)]
    : ["text/plain", detail];
  response.writeHead(status, { "content-type": type, connection: "close", "cache-control": "no-store" });
  response.end(body);
  return true;
};

const isRest = (url: string): boolean => /^(\/api)?\/v1(\/|\?|$)/.test(url);

const isPath = (path: string): boolean => {
  try {
    return decodeURIComponent(path) !== "*";
  } catch {
    return false;
  }
};
