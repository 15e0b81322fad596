import { createReadStream, globSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { SECURITY_HEADERS } from "#server/page-headers/security-headers.ts";

const PREFIX = "/_next/static/";
const TYPES: Record<string, string> = {
  js: "application/javascript; charset=UTF-8",
  css: "text/css; charset=UTF-8",
};

/**
 * Answers scripts and styles that the build has compressed (`<file>.br`), for browsers that take brotli. Returns false for
 * everything else, which Next serves. Paths are compared with the list of files, so none leads out of the directory.
 *
 * @param directory `.next/static`; a directory that is missing has no files
 */
export const createAssetListener = (directory: string) => {
  const sizes = new Map(
    globSync("**/*.{js,css}.br", { cwd: directory }).map((file) => [
      `${PREFIX}${file.slice(0, -".br".length)}`,
      statSync(join(directory, file)).size,
    ]),
  );
  return ({ method, url = "", headers }: IncomingMessage, response: ServerResponse): boolean => {
    if (!url.startsWith(PREFIX) || (method !== "GET" && method !== "HEAD")) return false;
    const path = url.split("?", 1)[0] ?? "";
    const size = sizes.get(path);
    if (size === undefined || !takesBrotli(headers["accept-encoding"])) return false;
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      "Content-Type": TYPES[path.slice(path.lastIndexOf(".") + 1)],
      "Content-Encoding": "br",
      "Content-Length": size,
      "Cache-Control": "public, max-age=31536000, immutable",
      Vary: "Accept-Encoding",
    });
    if (method === "HEAD") response.end();
    else
      createReadStream(join(directory, `${path.slice(PREFIX.length)}.br`))
        .on("error", () => response.destroy())
        .pipe(response);
    return true;
  };
};

const takesBrotli = (accepted: string | string[] | undefined): boolean =>
  String(accepted ?? "")
    .split(",")
    .some((coding) => /^\s*br\s*(;\s*q=(1|0\.\d*[1-9]\d*)\s*)?$/.test(coding));
