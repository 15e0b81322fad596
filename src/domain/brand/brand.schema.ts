import { z } from "zod";

export const BRAND_NAME_CHARS_MAX = 60;
export const URL_CHARS_MAX = 2_048;

export const brandName = z
  .string()
  .trim()
  .min(1, "give a name")
  .max(BRAND_NAME_CHARS_MAX, `use at most ${BRAND_NAME_CHARS_MAX} characters`)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, "must not hold control or invisible characters");

/** `#rgb` or `#rrggbb`, written as `#rrggbb` in lower case. */
export const brandColor = z
  .string()
  .max(7, "use a colour such as #0f766e")
  .regex(/^#(?:[\da-f]{3}|[\da-f]{6})$/i, "use a colour such as #0f766e")
  .transform((text) => (text.length === 4 ? text.replaceAll(/[\da-f]/gi, "$&$&") : text).toLowerCase());

const isWayBack = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === "https:" && url.username === "" && url.password === "";
};

/** Page of the booking platform to which people go back. */
export const wayBackUrl = z
  .string()
  .max(URL_CHARS_MAX, `use at most ${URL_CHARS_MAX} characters`)
  .refine(isWayBack, "use an https address such as https://app.example.com/settings");

/** Brand that a hand-off may name for its session. Never a picture: the operator alone chooses files. */
export const portalBrand = z.strictObject({
  name: brandName.optional(),
  color: brandColor.optional(),
  returnUrl: wayBackUrl.optional(),
});

export type PortalBrand = z.output<typeof portalBrand>;
