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
