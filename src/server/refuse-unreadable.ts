import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Answers what no handler can be asked: paths whose escapes are no text, or that are none (400), and methods that the web's
 * requests don't have (405). Next would call both a fault of ours. True when the answer is given.
 */
export const refuseUnreadable = ({ method, url }: IncomingMessage, response: ServerResponse): boolean => {
  const status = method === "TRACE" || method === "TRACK" ? 405 : isPath(url?.split("?")[0] ?? "") ? null : 400;
  if (status === null) return false;
  response.writeHead(status, { "content-type": "text/plain", connection: "close", "cache-control": "no-store" });
  response.end(status === 405 ? "This method is not possible here." : "This address is not readable.");
  return true;
};

const isPath = (path: string): boolean => {
  try {
    return decodeURIComponent(path) !== "*";
  } catch {
    return false;
  }
};
