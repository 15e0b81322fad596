import { expect, it } from "vitest";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { lineSentence } from "#features/deliveries/line-sentence.ts";
import { translatorOf } from "#features/texts/translator-of.ts";

const CREATED = "2026-03-14T10:00:00.000Z";
const NOW = Date.parse("2026-03-14T10:12:00.000Z");
const LAST = "2026-03-15T14:02:00.000Z";

type Delivery = Parameters<typeof lineSentence>[0];

const told = (delivery: Partial<Delivery>, plan: Partial<DeliveryPlanView>) =>
  lineSentence(
    {
      status: "retrying",
      test: false,
      attemptCount: 2,
      createdAt: CREATED,
      deliveredAt: null,
      lastAttemptAt: CREATED,
      attempts: [],
      ...delivery,
    },
    {
      attemptsMax: 6,
      failures: 2,
      windowMs: 86_400_000,
      isRunning: false,
      hold: null,
      upcoming: [],
      resendRefusal: null,
      ...plan,
    },
    NOW,
    translatorOf("deliveries.line.says"),
    translatorOf("deliveries.duration"),
  );

const good = { error: null, response: { status: 200, headers: {}, body: "", bodyTruncated: false } };

it("says when the next and the last attempt come", () => {
  expect(told({}, { upcoming: ["2026-03-14T14:02:00.000Z", LAST] })).toEqual([
    "Attempt 3 of 6 next, in 3 h 50 min.",
    " Last attempt about ",
    { at: LAST, as: "day" },
    ".",
  ]);
  expect(told({}, { failures: 5, upcoming: [LAST] })).toEqual([
    "Attempt 6 of 6 next, in 27 h 50 min.",
    " It is the last one.",
  ]);
  expect(told({}, { upcoming: ["2026-03-14T10:12:01.000Z", LAST] })[0]).toBe("Attempt 3 of 6 is about to start.");
});

it.each([
  ["a paused webhook", {}, { hold: "paused" }, /^On hold: the webhook is paused/],
  ["an ordered webhook", {}, { hold: "order" }, /^On hold until the event before it/],
  ["a running attempt", {}, { isRunning: true }, /^Attempt 3 of 6 is running\.$/],
  ["a running resend", { status: "failed" }, { isRunning: true }, /^An extra attempt is running\.$/],
  [
    "a resend about to start",
    { status: "delivered" },
    { upcoming: [CREATED] },
    /^An extra attempt is about to start\.$/,
  ],
  ["a delivery without a due time", { status: "pending" }, {}, /^Waiting to be sent\.$/],
  [
    "a first success",
    { status: "delivered", deliveredAt: "2026-03-14T10:00:00.040Z", attempts: [{ number: 1, ...good }] },
    {},
    /^Delivered at the first attempt, 40 ms after the event\.$/,
  ],
  [
    "a later success",
    { status: "delivered", deliveredAt: "2026-03-14T10:01:51.000Z", attempts: [{ number: 2, ...good }] },
    {},
    /^Delivered at attempt 2, 1 min 51 s after the event\.$/,
  ],
  [
    "the last failure",
    { status: "failed", attemptCount: 6, lastAttemptAt: "2026-03-15T10:00:00.000Z" },
    {},
    /^Failed after 6 attempts within 24 h\. No further/,
  ],
  [
    "a failed test",
    { status: "failed", test: true },
    { attemptsMax: 1 },
    /^The test failed\. Tests are not retried\.$/,
  ],
  ["a canceled delivery", { status: "canceled" }, {}, /^Canceled\./],
] as const)("knows %s", (_, delivery, plan, words) => {
  const sentence = told(delivery as Partial<Delivery>, plan as Partial<DeliveryPlanView>);
  expect(sentence).toHaveLength(1);
  expect(sentence[0]).toMatch(words);
});
