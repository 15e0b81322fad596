/** Accepts only our own paths: an open redirect could lead people to another site. */
export const ownPathOf = (next: string | string[] | null | undefined): string =>
  typeof next === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : "/";
