/**
 * Whether a POST comes from a page of these origins. Browsers always send Origin with a POST, "null" for a form on a
 * page without a referrer, as ours are; `Sec-Fetch-Site`, which no page can set, then tells its own site. The host must
 * be one of ours too, because a stranger's name may lead here.
 */
export const isSentByPageOf = (headers: Headers, origins: readonly string[]): boolean => {
  const origin = headers.get("origin");
  if (origin === "null") return headers.get("sec-fetch-site") === "same-origin" && isSentToHostOf(headers, origins);
  return origin !== null && origins.includes(origin);
};

/** Whether the request's host is one of these origins. Any program can write an Origin of ours. */
export const isSentToHostOf = (headers: Headers, origins: readonly string[]): boolean =>
  origins.some((own) => new URL(own).host === headers.get("host"));

/**
 * Whether a POST comes from a page of these origins or from a program. Requests without an Origin header come from programs, which
 * send no browser cookies.
 */
export const isSentBy = (headers: Headers, origins: readonly string[]): boolean =>
  headers.get("origin") === null ? !headers.has("sec-fetch-site") : isSentByPageOf(headers, origins);
