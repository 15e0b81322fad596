import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.schema.ts";

const number = new Intl.NumberFormat("en");

/** "1,203". */
export const countText = (count: number): string => number.format(count);

/** "1 message", "1,203 messages". */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${countText(count)} ${many}`;

/** "1 delivery", "1,203 deliveries", "more than 10,000 deliveries". */
export const waitingText = (count: number): string =>
  count >= WAITING_COUNT_MAX
    ? `more than ${countOf(WAITING_COUNT_MAX, "delivery", "deliveries")}`
    : countOf(count, "delivery", "deliveries");

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
