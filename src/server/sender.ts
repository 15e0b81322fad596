/**
 * Whether a POST comes from a page of these origins, or from no page at all. Browsers always say where one comes from (a page
 * that hides it sends "null"); a program that says nothing carries no cookies that somebody could have lent it.
 */
export const isSentBy = (headers: Headers, origins: readonly string[]): boolean => {
  const origin = headers.get("origin");
  return origin === null ? !headers.has("sec-fetch-site") : origins.includes(origin);
};
