import type { z } from "zod";
import { BookingError, type BookingErrorCode } from "#booking/booking-error.ts";
import { readBody } from "#domain/read-body.ts";
import { env } from "#env.ts";
import { isOwnOrigin, originsOf } from "#server/auth/auth.ts";
import { isSentToHostOf } from "#server/auth/same-origin.ts";
import { type DemoBooking, demoBooking } from "#server/demo/demo-booking.ts";

const FORM_BYTES_MAX = 8 * 1024;

/** Query parameter of a page to return to. */
export type Problem = BookingErrorCode | "form";

type Form<Fields> = {
  fields: z.ZodType<Fields>;
  /** Returns the path to go on to. */
  act: (demo: DemoBooking, fields: Fields) => Promise<string>;
  /** The page to return to after a refusal. */
  back: (fields: Fields | null) => string;
  cookie?: (fields: Fields) => string;
};

/**
 * Answers a form of the public booking page, which works without scripts: a redirect to the next page, or back with `problem`.
 * Answers forms of this site only: another page could book in the visitor's name.
 */
export const answerForm = async <Fields>(
  request: Request,
  { fields: schema, act, back, cookie }: Form<Fields>,
): Promise<Response> => {
  const demo = await demoBooking();
  if (!demo) return new Response("Not found", { status: 404 });
  const { headers } = request;
  if (!isSentToHostOf(headers, originsOf(env().BASE_URL)) || !isOwnOrigin(headers)) {
    return new Response("This did not come from the booking page.", { status: 403 });
  }
  const body = await readBody(request, FORM_BYTES_MAX).catch(() => null);
  if (body === null) return new Response("The form is larger than 8 KiB.", { status: 413 });
  const given = new URLSearchParams(body);
  const parsed = schema.safeParse(Object.fromEntries(given));
  // PostgreSQL stores no NUL.
  if (!parsed.success || [...given.values()].some((value) => value.includes("\0")))
    return redirectTo(withProblem(back(null), "form"));
  const setCookie = cookie?.(parsed.data);
  try {
    return redirectTo(await act(demo, parsed.data), setCookie);
  } catch (error) {
    if (!(error instanceof BookingError)) throw error;
    return redirectTo(withProblem(back(parsed.data), error.code), setCookie);
  }
};

const withProblem = (path: string, problem: Problem) => `${path}${path.includes("?") ? "&" : "?"}problem=${problem}`;

const redirectTo = (location: string, cookie?: string): Response =>
  new Response(null, { status: 303, headers: { location, ...(cookie && { "set-cookie": cookie }) } });
