import { SIGN_IN_REFUSALS, type SignInRefusal } from "#domain/sessions/sign-in-refusal.values.ts";
import type { Translate } from "#features/translate.ts";

const fieldsOf = (given: unknown): Record<string, unknown> =>
  typeof given === "object" && given !== null ? { ...given } : {};

/** Code of a refusal that the page can word; undefined for every other answer. */
export const refusalCode = (received: unknown): SignInRefusal | undefined => {
  const { code } = fieldsOf(received);
  return SIGN_IN_REFUSALS.find((one) => one === code);
};

/** Words a refusal of the sign-in handlers in the page's language; undefined for one without a code. */
export const wordRefusal = (received: unknown, t: Translate<"auth.refusals">): string | undefined => {
  const code = refusalCode(received);
  const values = fieldsOf(fieldsOf(received).values);
  switch (code) {
    case "rate_limited":
      return t("rate_limited", { minutes: Number(values.minutes) });
    case "other_address":
      return t("other_address", { url: String(values.url) });
    case undefined:
      return undefined;
    default:
      return t(code);
  }
};
