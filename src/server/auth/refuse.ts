import type { SignInRefusal } from "#domain/sessions/sign-in-refusal.values.ts";

/** The page words `code` in its language, with `values`; programs read `message`. */
type Words = { code: SignInRefusal; values?: Record<string, string | number> };

export const refuse = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
  words?: Words,
): Response => Response.json({ message, ...words }, { status, headers: { "cache-control": "no-store", ...headers } });

export const tooMany = (what: string, seconds: number): Response => {
  const minutes = Math.ceil(seconds / 60);
  return refuse(
    429,
    `Too many ${what}. Try again in ${minutes} minutes.`,
    { "retry-after": String(seconds) },
    { code: "rate_limited", values: { minutes } },
  );
};
