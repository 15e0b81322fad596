/**
 * Forms on pages without a referrer send Origin "null". Then `Sec-Fetch-Site` decides, plus Host, because a foreign DNS name can point
 * here.
 */
export const isSentByPageOf = (headers: Headers, origins: readonly string[]): boolean => {
  const origin = headers.get("origin");
  if (origin === "null") return headers.get("sec-fetch-site") === "same-origin" && isSentToHostOf(headers, origins);
  return origin !== null && origins.includes(origin);
};

/** Compares the Host header, because programs can forge the Origin header. */
export const isSentToHostOf = (headers: Headers, origins: readonly string[]): boolean =>
  origins.some((own) => new URL(own).host === headers.get("host"));

/** Requests without an Origin header come from programs, which send no browser cookies. */
export const isSentBy = (headers: Headers, origins: readonly string[]): boolean =>
  headers.get("origin") === null ? !headers.has("sec-fetch-site") : isSentByPageOf(headers, origins);
