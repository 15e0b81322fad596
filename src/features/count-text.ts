import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";

const number = new Intl.NumberFormat("en");

/** Formats "1,203". */
export const countText = (count: number): string => number.format(count);

/** Formats "1 message", "1,203 messages". */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${countText(count)} ${many}`;

/** Formats "1 delivery", "1,203 deliveries", "more than 10,000 deliveries". */
export const waitingText = (count: number): string =>
  count >= WAITING_COUNT_MAX
    ? `more than ${countOf(WAITING_COUNT_MAX, "delivery", "deliveries")}`
    : countOf(count, "delivery", "deliveries");

/** Formats "1,203 messages were not sent while it was off", "More than 1,203 messages …". */
export const missedText = ({ count, isMore }: { count: number; isMore: boolean }): string => {
  if (isMore && count === 0) return "Messages may not have been sent while it was off";
  const messages = isMore ? `More than ${countOf(count, "message")}` : countOf(count, "message");
  return `${messages} ${count === 1 ? "was" : "were"} not sent while it was off`;
};

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
