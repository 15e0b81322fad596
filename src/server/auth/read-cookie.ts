/** The value of a request's cookie, as it was sent; null without one, or where it is empty. */
export const readCookie = (headers: Headers, name: string): string | null => {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null;
};
