import { attemptErrorCode } from "#domain/deliveries/delivery.schema.ts";
import { diagnose } from "#features/deliveries/diagnose.ts";

/** Explains a status in one line of the log; null when the status says enough. */
export const plainReason = (reason: string | null): string | null => {
  if (reason === null) return null;
  const known = REASONS[reason];
  if (known) return known;
  const code = attemptErrorCode.safeParse(reason);
  return code.success ? diagnose({ code: code.data, status: null }).title : reason.replaceAll("_", " ");
};

const REASONS: Record<string, string> = {
  http_status: "The receiver answered with an error",
  redirect_not_followed: "The address has moved",
  gone: "The receiver is gone",
  receiver_request: "The receiver asked us to stop sending",
  aborted_by_receiver: "The receiver does not want this one",
  payload_expired: "Its message is no longer kept",
  erased: "Its data was erased on request",
  canceled_by_user: "You canceled what was waiting",
  webhook_inactive: "The webhook was off",
  webhook_disabled: "The webhook was turned off automatically",
  webhook_deleted: "The webhook was deleted",
};
