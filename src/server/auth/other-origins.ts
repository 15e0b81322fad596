import type { Logger } from "#domain/context.ts";

type Note = (parts: { log: Logger; baseUrl: string }, headers: Headers) => void;

/** Bounds the log: any web page can send requests from its own origin. */
const NAMED_MAX = 20;
const ORIGIN_CHARS_MAX = 300;

/** Logs one line per foreign origin that tries to sign in. The usual cause is a forwarded port or another host name. */
export const createOriginLog = (): Note => {
  const named = new Set<string>();
  return ({ log, baseUrl }, headers) => {
    const origin = originOf(headers);
    if (named.size >= NAMED_MAX || named.has(origin)) return;
    named.add(origin);
    log.warn(
      { origin, baseUrl, ...(named.size === NAMED_MAX && { further: "not logged" }) },
      "a sign-in was refused because it came from another address than BASE_URL: open the dashboard there, or change BASE_URL",
    );
  };
};

// Next bundles this module several times in one process.
const shared = globalThis as typeof globalThis & { bellhopOriginLog?: Note };

export const noteOtherOrigin: Note = (parts, headers) => {
  shared.bellhopOriginLog ??= createOriginLog();
  shared.bellhopOriginLog(parts, headers);
};

/** Forms of pages without a referrer send no origin, but browsers always send the host. */
const originOf = (headers: Headers): string => {
  const origin = headers.get("origin");
  const named = origin === null || origin === "null" ? `http://${headers.get("host")}` : origin;
  return named.length <= ORIGIN_CHARS_MAX && URL.canParse(named) ? new URL(named).origin : "unreadable";
};

export const otherOriginText = (baseUrl: string): string =>
  `Signing in works at ${new URL(baseUrl).origin} only. Open Bellhop at that address.`;
