/** Facts about an attempt from which most of its own headers follow. */
export type AttemptFacts = { event: string; deliveryId: string; eventId: string; number: number };

type Headers = Readonly<Record<string, string>>;

const ACCEPT: Headers = { Accept: "*/*" };

/**
 * Packed exchanges leave these headers and `Accept` out, and the view adds them: a change of a name, a value or their order needs a new list
 * number (`packed-exchange.ts`), and the view must keep the old headers for rows with the old number.
 *
 * @returns the headers that follow from the attempt, in the order in which they are sent, without `Accept`
 */
export const ownHeaders = (prefix: string, { event, deliveryId, eventId, number }: AttemptFacts): Headers => ({
  "Content-Type": "application/json",
  "User-Agent": `${prefix}-Webhooks/1.0`,
  [`X-${prefix}-Event`]: event,
  [`X-${prefix}-Delivery`]: deliveryId,
  [`X-${prefix}-Attempt`]: String(number),
  "webhook-id": eventId,
});

/** Firewalls refuse requests without Accept (OWASP rule 920300). A webhook's own value wins. */
export const acceptHeader = (names: readonly string[]): Headers =>
  names.some((name) => name.toLowerCase() === "accept") ? {} : ACCEPT;

/** Leaves out the headers that `toShownHeaders` adds again, about 250 bytes of 450. */
export const toStoredHeaders = (sent: Headers, attempt: AttemptFacts): Headers => {
  const implied: Headers = { ...ownHeaders(prefixOf(sent), attempt), ...ACCEPT };
  return Object.fromEntries(Object.entries(sent).filter(([name, value]) => implied[name] !== value));
};

/** Returns all headers of an attempt in the order in which they were sent. Rows of older releases are complete already. */
export const toShownHeaders = (stored: Headers, attempt: AttemptFacts): Headers => {
  const entries = Object.entries(stored);
  const first = entries.findIndex(([name]) => name === "webhook-timestamp");
  if (first === -1 || "webhook-id" in stored) return stored;
  return {
    ...Object.fromEntries(entries.slice(0, first)),
    ...ownHeaders(prefixOf(stored), attempt),
    ...Object.fromEntries(entries.slice(first)),
    ...acceptHeader(Object.keys(stored)),
  };
};

/** Prefix of the own headers, as in `X-MAIS-Signature`: this header follows `webhook-signature`, a name that no webhook may set. */
const prefixOf = (headers: Headers): string => {
  const names = Object.keys(headers);
  return /^X-(.+)-Signature$/.exec(names[names.indexOf("webhook-signature") + 1] ?? "")?.[1] ?? "";
};
