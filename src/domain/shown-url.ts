import type { Actor } from "#domain/context.ts";

const PATH_CHARS_SHOWN = 4;
const LEFT_OUT = "…";

const SHOWN = /^https?:\/\/(\[[\da-f:.]+\]|[^\s/?#@:\\]+)\/[^\s?#\\]{0,3}…$/;

/**
 * Shortens a URL, because many receivers treat it as a password: `https://hooks.example.com/T00/B11?x` →
 * `https://hooks.example.com/T00…`.
 */
export const shownUrl = (url: string): string => {
  if (SHOWN.test(url)) return url;
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return LEFT_OUT;
  const shown = `${parsed.protocol}//${parsed.hostname}${parsed.pathname.slice(0, PATH_CHARS_SHOWN)}`;
  return shown === parsed.href ? shown : `${shown}${LEFT_OUT}`;
};

const HOST = /^https?:\/\/(?:[^/?#@]*@)?(\[[\da-f:.]+\]|[^\s/?#@:\\]+)/i;

/** Host name of a webhook's URL for log lines; `…` where there is none. The rest of the URL may be a password. */
export const hostIn = (url: string): string => HOST.exec(url)?.[1]?.toLowerCase() ?? LEFT_OUT;

/** Allows admins, keys that may read webhooks, and the system. */
export const seesUrls = ({ by, seesUrls: isAllowed = false }: Actor): boolean => by.kind === "system" || isAllowed;

export const urlFor = (actor: Actor, url: string): string => (seesUrls(actor) ? url : shownUrl(url));

const QUERY_VALUE_CHARS_MIN = 6;
const PATH_SEGMENT_CHARS_MIN = 16;
/** Bounds the work on hostile input: 170 pieces in 50 answers took 0.7 s. */
const PIECES_MAX = 10;

/**
 * Removes a receiver's URL from its answer: port, path, query, and the ten longest parts anywhere. Other spellings
 * stay.
 */
export const hideUrl = (answer: string, url: string): string => {
  const parsed = URL.parse(url);
  if (!parsed) return answer;
  let text = answer;
  const { host, hostname, pathname, search, searchParams } = parsed;
  const path = `${pathname.slice(0, PATH_CHARS_SHOWN)}${LEFT_OUT}`;
  const paths = pathname.length > PATH_CHARS_SHOWN ? [pathname, decoded(pathname)] : [];
  // PHP writes slashes in JSON as \/.
  const written = paths.flatMap((one) => [one, one.replaceAll("/", "\\/")]);
  // Function, because `$&` in a text would restore the match.
  for (const one of new Set(written)) text = text.replaceAll(one, () => path);
  if (host !== hostname) text = text.replaceAll(host, () => hostname);
  const values = [search.slice(1), ...search.slice(1).split(/[&=]/), ...searchParams.values()];
  const pieces = [
    ...values.filter(({ length }) => length >= QUERY_VALUE_CHARS_MIN),
    ...pathname.split("/").filter(({ length }) => length >= PATH_SEGMENT_CHARS_MIN),
  ];
  const longest = [...new Set(pieces)].sort((a, b) => b.length - a.length).slice(0, PIECES_MAX);
  for (const piece of longest) text = text.replaceAll(piece, LEFT_OUT);
  return text;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
