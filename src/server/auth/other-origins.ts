import type { Logger } from "#domain/context.ts";

type Note = (parts: { log: Logger; baseUrl: string }, headers: Headers) => void;

/** Any page of the web can send requests from its origin. */
const NAMED_MAX = 20;
const ORIGIN_CHARS_MAX = 300;

/**
 * Makes a function that logs from which origin, other than the one of `baseUrl`, somebody tried to sign in: once an origin, for at
 * most 20 origins. A forwarded port or another name of the machine is the usual reason.
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

/** The one of this process. */
export const noteOtherOrigin: Note = (parts, headers) => {
  shared.bellhopOriginLog ??= createOriginLog();
  shared.bellhopOriginLog(parts, headers);
};

/** Forms of pages without referrer name no origin, but browsers always name the host. */
const originOf = (headers: Headers): string => {
  const origin = headers.get("origin");
  const named = origin === null || origin === "null" ? `http://${headers.get("host")}` : origin;
  return named.length <= ORIGIN_CHARS_MAX && URL.canParse(named) ? new URL(named).origin : "unreadable";
};

/** What a person is told who tries to sign in there. */
export const otherOriginText = (baseUrl: string): string =>
  `Signing in works at ${new URL(baseUrl).origin} only. Open Bellhop at that address.`;
