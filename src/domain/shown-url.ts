import type { Actor } from "#domain/context.ts";

const PATH_CHARS_SHOWN = 4;
const LEFT_OUT = "…";

/** The form that `shownUrl` makes, and leaves unchanged. */
const SHOWN = /^https?:\/\/(\[[\da-f:.]+\]|[^\s/?#@:\\]+)\/[^\s?#\\]{0,3}…$/;

/**
 * A webhook's URL for readers that may not use it: many receivers treat the URL as a password. Shows scheme, host name
 * and the first four characters of the path, slash included; `…` replaces the rest:
 * `https://hooks.example.com/T00/B11?x` → `https://hooks.example.com/T00…`. Text that is no URL gives `…`.
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

/** Whether an actor may see webhooks' full URLs: admins, keys that may read webhooks, and the system. */
export const seesUrls = ({ by, seesUrls: isAllowed = false }: Actor): boolean => by.kind === "system" || isAllowed;

/** A webhook's URL as the actor may see it. */
export const urlFor = (actor: Actor, url: string): string => (seesUrls(actor) ? url : shownUrl(url));

const QUERY_VALUE_CHARS_MIN = 6;
const PATH_SEGMENT_CHARS_MIN = 16;
/** Bounds the work of a hostile URL and answer: 50 answers took 0.7 s with all of 170 pieces. */
const PIECES_MAX = 10;

/**
 * A receiver's answer without its own URL, which error pages and redirects repeat. Removes the URL's port, path and
 * query as sent, and the longest ten query values and path parts wherever they stand. Another spelling is not noticed.
 */
export const hideUrl = (answer: string, url: string): string => {
  const parsed = URL.parse(url);
  if (!parsed) return answer;
  let text = answer;
  const { host, hostname, pathname, search, searchParams } = parsed;
  const path = `${pathname.slice(0, PATH_CHARS_SHOWN)}${LEFT_OUT}`;
  const paths = pathname.length > PATH_CHARS_SHOWN ? [pathname, decoded(pathname)] : [];
  // PHP writes every slash in JSON as \/.
  const written = paths.flatMap((one) => [one, one.replaceAll("/", "\\/")]);
  // A function: text with `$&` would put back what it replaces.
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
