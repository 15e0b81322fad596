import { expect, it } from "vitest";
import {
  type AttemptFacts,
  acceptHeader,
  ownHeaders,
  toShownHeaders,
  toStoredHeaders,
} from "#domain/deliveries/own-headers.ts";
import { newId } from "#domain/ids.ts";
import { newSecret } from "#domain/signing/secret.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";

const attempt: AttemptFacts = {
  event: "appointment.created",
  deliveryId: newId("dlv"),
  eventId: newId("evt"),
  number: 2,
};

/** Headers as `buildHeaders` makes them for the log. */
const sentWith = (
  custom: Record<string, string>,
  { prefix = "MAIS", previousSecret = null as string | null } = {},
) => ({
  ...custom,
  ...ownHeaders(prefix, attempt),
  ...signatureHeaders({
    prefix,
    secret: newSecret(),
    previousSecret,
    id: attempt.eventId,
    timestampSeconds: 1_790_000_000,
    body: Buffer.from("{}"),
  }),
  ...acceptHeader(Object.keys(custom)),
});

it.each([
  ["no headers of its own", sentWith({})],
  ["headers of its own", sentWith({ Authorization: "•••", "X-Acme-Signature": "•••", traceparent: "00-1-2-01" })],
  ["an Accept of its own", sentWith({ aCCept: "•••" })],
  ["another prefix", sentWith({}, { prefix: "Acme-Salon" })],
  ["two secrets", sentWith({}, { previousSecret: newSecret() })],
])("an attempt with %s is shown as it was sent, in its order", (_, sent) => {
  const stored = toStoredHeaders(sent, attempt);
  expect(JSON.stringify(toShownHeaders(stored, attempt))).toBe(JSON.stringify(sent));
});

/** Literal on purpose: stored rows lack these headers, so another text here shows attempts as they were not sent. */
it("an attempt that was stored once is shown with the same headers for ever", () => {
  const stored = {
    "X-Acme": "•••",
    "webhook-timestamp": "1790000000",
    "webhook-signature": "v1,abc",
    "X-MAIS-Signature": "def",
  };
  const facts = { event: "appointment.created", deliveryId: "dlv_1", eventId: "evt_1", number: 3 };
  expect(JSON.stringify(toShownHeaders(stored, facts))).toBe(
    '{"X-Acme":"•••","Content-Type":"application/json","User-Agent":"MAIS-Webhooks/1.0","X-MAIS-Event":"appointment.created",' +
      '"X-MAIS-Delivery":"dlv_1","X-MAIS-Attempt":"3","webhook-id":"evt_1","webhook-timestamp":"1790000000",' +
      '"webhook-signature":"v1,abc","X-MAIS-Signature":"def","Accept":"*/*"}',
  );
});

it("less than half is stored", () => {
  const sent = sentWith({});
  expect(Object.keys(toStoredHeaders(sent, attempt))).toEqual([
    "webhook-timestamp",
    "webhook-signature",
    "X-MAIS-Signature",
  ]);
  expect(JSON.stringify(toStoredHeaders(sent, attempt)).length).toBeLessThan(JSON.stringify(sent).length / 2);
});

it("rows of an older release and rows without headers stay as they are", () => {
  const sent = sentWith({ "X-Ok": "•••" });
  expect(toShownHeaders(sent, { ...attempt, number: 9 })).toEqual(sent);
  expect(toShownHeaders({}, attempt)).toEqual({});
});
