import type { AttemptError, HttpOutcome } from "#engine/http-sender.ts";
import { retryAfterMs } from "#engine/retry/retry-schedule.ts";

/** `ends`: the reason for no retry. `disable`: the receiver asks for no more requests. */
export type Classified = { disable: "gone" | "receiver_request" | null } & (
  | { kind: "delivered" }
  | {
      kind: "failed";
      error: AttemptError;
      ends: "gone" | "receiver_request" | "aborted_by_receiver" | null;
      retryAfterMs: number | null;
    }
);

/** Response header: `disable` switches the webhook off, `abort-message` ends this delivery. */
const CONTROL_HEADER = "webhook-delivery";

/** 2xx is delivered, everything else failed. Redirects are never followed, and 410 disables the webhook. */
export const classifyOutcome = (outcome: HttpOutcome, now: Date): Classified => {
  if (!outcome.response) return { kind: "failed", error: outcome.error, ends: null, disable: null, retryAfterMs: null };
  const { status, headers } = outcome.response;
  const control = headers[CONTROL_HEADER]?.trim().toLowerCase();
  const disable = control === "disable" ? "receiver_request" : status === 410 ? "gone" : null;
  if (status >= 200 && status < 300) return { kind: "delivered", disable };
  const mayAskToWait = status === 429 || status === 503;
  return {
    kind: "failed",
    error: errorOf(status),
    ends: disable ?? (control === "abort-message" ? "aborted_by_receiver" : null),
    disable,
    retryAfterMs: mayAskToWait ? retryAfterMs(headers["retry-after"], now) : null,
  };
};

const errorOf = (status: number): AttemptError =>
  status >= 300 && status < 400
    ? {
        code: "redirect_not_followed",
        message: `The receiver answered ${status}, a redirect. Redirects are not followed: register the final address.`,
      }
    : { code: "http_status", message: `The receiver answered ${status}. Any 2xx counts as delivered.` };
