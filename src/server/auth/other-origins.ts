import type { Logger } from "#domain/context.ts";

type Note = (parts: { log: Logger; baseUrl: string }, headers: Headers) => void;

/** Bounds the log: any page of the web can send requests from its origin. */
const NAMED_MAX = 20;
const ORIGIN_CHARS_MAX = 300;

/**
 * Makes a function that logs origins other than `baseUrl` from which a sign-in was tried: once per origin, for at most
 * 20 origins. The usual reason is a forwarded port or another name of the machine.
 */
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

// Next bundles this module into several graphs of one process.
const shared = globalThis as typeof globalThis & { bellhopOriginLog?: Note };

export const noteOtherOrigin: Note = (parts, headers) => {
  shared.bellhopOriginLog ??= createOriginLog();
  shared.bellhopOriginLog(parts, headers);
};

/** Forms of pages without a referrer name no origin, but browsers always name the host. */
const originOf = (headers: Headers): string => {
  const origin = headers.get("origin");
  const named = origin === null || origin === "null" ? `http://${headers.get("host")}` : origin;
  return named.length <= ORIGIN_CHARS_MAX && URL.canParse(named) ? new URL(named).origin : "unreadable";
};

/** Message for a person who signs in at another address. */
export const otherOriginText = (baseUrl: string): string =>
  `Signing in works at ${new URL(baseUrl).origin} only. Open Bellhop at that address.`;
