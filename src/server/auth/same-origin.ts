/**
 * Whether a POST comes from a page of these origins. Browsers always name the origin of a POST; of a form on a page without
 * referrer, as all of ours are, they say "null", and whether it was its own site in a header that no page can set. That site
 * must then be called by a name of ours: a stranger's name may lead here too.
 */
export const isSentByPageOf = (headers: Headers, origins: readonly string[]): boolean => {
  const origin = headers.get("origin");
  if (origin === "null") return headers.get("sec-fetch-site") === "same-origin" && isSentToHostOf(headers, origins);
  return origin !== null && origins.includes(origin);
};

/** Whether a request calls us by the host of one of these origins. Any program can write an Origin of ours. */
export const isSentToHostOf = (headers: Headers, origins: readonly string[]): boolean =>
  origins.some((own) => new URL(own).host === headers.get("host"));

/**
 * Whether a POST comes from a page of these origins or from a program. Requests without an Origin header come from programs, which
 * send no browser cookies.
 */
export const isSentBy = (headers: Headers, origins: readonly string[]): boolean =>
  headers.get("origin") === null ? !headers.has("sec-fetch-site") : isSentByPageOf(headers, origins);
