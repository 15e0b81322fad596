import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { constants, createGzip, gzip } from "node:zlib";
import type { ApiAnswer, Resource } from "#domain/api-message.ts";
import type { Logger } from "#domain/context.ts";
import { writeLine } from "#domain/log-lines.ts";
import { createFinder } from "#server/http-server/find-resource.ts";
import { bytesOf, headersOf } from "#server/http-server/read-request.ts";
import { nameRoute } from "#server/http-server/watch-requests.ts";
import { INERT_HEADERS, SECURITY_HEADERS } from "#server/page-headers/security-headers.ts";

const COMMON_HEADERS = { ...SECURITY_HEADERS, ...INERT_HEADERS, Vary: "Accept-Encoding" };
const COMPRESSED_BYTES_MIN = 1024;
const compress = promisify(gzip);

/** Returns false for requests that Next serves. Next redirects paths with an extra slash. */
export const createApiListener = (resources: readonly Resource[], log: Pick<Logger, "error">) => {
  const find = createFinder(resources);
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const target = settledTarget(request.url ?? "/");
    const found = target && find(target.split("?", 1)[0] ?? "");
    if (!found) return false;
    nameRoute(response, found.route);
    const asked = {
      method: request.method === "HEAD" ? "GET" : (request.method ?? "GET"),
      target,
      headers: headersOf(request.headers),
      bytes: bytesOf(request, response),
    };
    found
      .answer(asked, found.params)
      .then((answer) => write(request, response, answer))
      .catch((error: unknown) => {
        writeLine(log, "request failed", { handler: "API", procedure: null, err: error });
        response.destroy();
      });
    return true;
  };
};

/** Targets that `URL` leaves as they are. A lone event would wait for its parser (decision 76). */
const PLAIN = /^(\/[\w-]+)+(\?[\w=&.:%-]+)?$/;

/** Resolves dot segments as browsers do; null for a path with `//` or a backslash. */
export const settledTarget = (url: string): string | null => {
  if (PLAIN.test(url)) return url;
  if (/^[^?]*(\/\/|\\)/.test(url)) return null;
  const { pathname, search } = new URL(`http://localhost${url}`);
  return pathname + search;
};

const write = async (
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  answer: ApiAnswer,
): Promise<void> => {
  if (answer.chunks) return writeChunks({ method, headers }, response, answer, answer.chunks);
  const isCompressed = answer.bytes.byteLength >= COMPRESSED_BYTES_MIN && takesGzip(headers["accept-encoding"]);
  const bytes = isCompressed ? await compress(answer.bytes, { level: constants.Z_BEST_SPEED }) : answer.bytes;
  response.writeHead(answer.status, {
    ...COMMON_HEADERS,
    ...answer.headers,
    ...(isCompressed ? { "Content-Encoding": "gzip" } : {}),
    ...(answer.status === 204 ? {} : { "Content-Length": bytes.byteLength }),
  });
  response.end(method === "HEAD" ? undefined : bytes);
};

/** Asks for the next chunk when the client has taken the last one. The text of one stream compresses well. */
const writeChunks = async (
  { method, headers }: Pick<IncomingMessage, "method" | "headers">,
  response: ServerResponse,
  { status, headers: own }: ApiAnswer,
  chunks: AsyncIterable<string>,
): Promise<void> => {
  const isCompressed = takesGzip(headers["accept-encoding"]);
  const encoding = isCompressed ? { "Content-Encoding": "gzip" } : {};
  response.writeHead(status, { ...COMMON_HEADERS, ...own, ...encoding });
  if (method === "HEAD") {
    response.end();
    return;
  }
  const source = Readable.from(chunks, { highWaterMark: 1 });
  await (isCompressed
    ? pipeline(source, createGzip({ level: constants.Z_BEST_SPEED }), response)
    : pipeline(source, response)
  ).catch((error: NodeJS.ErrnoException) => {
    // The client went away: nothing is wrong here.
    if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  });
};

const takesGzip = (accepted: string | string[] | undefined): boolean =>
  /(^|,)\s*(gzip|\*)\s*(;\s*q=(1|0\.\d*[1-9])\d*\s*)?(,|$)/i.test(String(accepted ?? ""));
