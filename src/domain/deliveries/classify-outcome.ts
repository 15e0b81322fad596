import type { AttemptError, HttpOutcome } from "#domain/context.ts";
import { retryAfterMs } from "#domain/deliveries/retry-schedule.ts";

/** What an answer means for its delivery (contract: outcome of an attempt). */
export type Classified =
  | { kind: "delivered" }
  | { kind: "failed"; error: AttemptError; gone: boolean; retryAfterMs: number | null };

/** 2xx is delivered; 3xx is never followed; all else is a failure. 410 asks to be left alone. */
export const classifyOutcome = (outcome: HttpOutcome, now: Date): Classified => {
  if (!outcome.response) return { kind: "failed", error: outcome.error, gone: false, retryAfterMs: null };
  const { status, headers } = outcome.response;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const redirect = status >= 300 && status < 400;
  const mayAskToWait = status === 429 || status === 503;
  return {
    kind: "failed",
    error: redirect
      ? {
          code: "redirect_not_followed",
          message: `The receiver answered ${status}, a redirect. Redirects are not followed: register the final address.`,
        }
      : { code: "http_status", message: `The receiver answered ${status}. Any 2xx counts as delivered.` },
    gone: status === 410,
    retryAfterMs: mayAskToWait ? retryAfterMs(headers["retry-after"], now) : null,
  };
};
