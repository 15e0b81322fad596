/** Headers of each request to a receiver. The platform may set another prefix than MAIS (WEBHOOK_HEADER_PREFIX). */
const HEADERS = {
  "X-MAIS-Event": "The event type",
  "X-MAIS-Signature":
    "Hex HMAC-SHA256 over the exact bytes of the body. The key is the whole signing secret as shown, whsec_ included",
  "X-MAIS-Signature-Previous": "The same with the previous secret, while a rotation overlaps",
  "X-MAIS-Delivery": "Id of the delivery, the same in each attempt",
  "X-MAIS-Attempt": "Number of the attempt, from 1",
  "webhook-id": "Id of the event, the same in each attempt: ignore an id that you have processed",
  "webhook-timestamp": "Seconds since 1970 of this attempt: refuse one that is more than five minutes away",
  "webhook-signature":
    "Standard Webhooks: `v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`. Several stand apart by a space while a rotation overlaps",
};
const OPTIONAL = new Set(["X-MAIS-Signature-Previous"]);

const keyOf = (name: string) => `delivery.${name}`;

/** Parameters for `components`, and references to them for each webhook. */
export const deliveryHeaders = Object.fromEntries(
  Object.entries(HEADERS).map(([name, description]) => [
    keyOf(name),
    { name, in: "header", required: !OPTIONAL.has(name), description, schema: { type: "string" } },
  ]),
);
export const deliveryHeaderRefs = Object.keys(HEADERS).map((name) => ({
  $ref: `#/components/parameters/${keyOf(name)}`,
}));

const RETRY_AFTER = {
  "Retry-After": {
    description: "Seconds, or a date: moves the next attempt later",
    schema: { type: "string" },
  },
};

/** What an endpoint may answer, and what follows. */
export const deliveryAnswers = {
  "2XX": {
    description: "Received. Answer within the timeout (10 s by default); the body is not read further than 16 KiB.",
  },
  "3XX": { description: "A failure: redirects are not followed. Bellhop tries again." },
  410: { description: "Turns the webhook off, and the delivery fails." },
  429: { description: "A failure. Bellhop tries again.", headers: RETRY_AFTER },
  503: { description: "A failure. Bellhop tries again.", headers: RETRY_AFTER },
  default: { description: "A failure. Bellhop tries again, six attempts within 24 hours by default." },
};
