import { describe, expect, it } from "vitest";
import { checkEvidence, summarize } from "./check-evidence.ts";
import type { Evidence, ViolationKind } from "./evidence.ts";
import { FIRST_WAIT_MS, flawless, receipt } from "./flawless-evidence.ts";

/** List entry that a test corrupts. */
const at = <Item>(list: Item[], index: number): Item => list[index] ?? expect.fail(`no entry ${index}`);

const flaws: [string, ViolationKind, (evidence: Evidence) => void][] = [
  ["an acknowledged event without a row", "lost", (one) => void one.events.shift()],
  ["an acknowledged event without a delivery", "lost", (one) => void one.deliveries.shift()],
  ["a delivery that never arrived", "lost", (one) => void one.receipts.shift()],
  [
    "a delivery that arrived and was refused",
    "lost",
    (one) => {
      at(one.receipts, 0).answered = 500;
    },
  ],
  ["a derived event that was not made", "lost", (one) => void at(one.webhooks, 0).events.push("appointment.changed")],
  [
    "a webhook that was switched off only after the event",
    "lost",
    (one) => {
      one.deliveries.length = 2;
    },
  ],
  [
    "an event that waits",
    "unfinished",
    (one) => {
      at(one.events, 0).isDue = true;
    },
  ],
  [
    "a delivery that waits",
    "unfinished",
    (one) => {
      at(one.deliveries, 0).status = "retrying";
    },
  ],
  [
    "a delivery that is held",
    "unfinished",
    (one) => {
      at(one.deliveries, 0).isLeased = true;
    },
  ],
  [
    "a canceled delivery without a reason",
    "no_reason",
    (one) => {
      at(one.deliveries, 2).reason = null;
    },
  ],
  [
    "a canceled delivery of a webhook that was never off",
    "failed_without_cause",
    (one) => void Object.assign(at(one.deliveries, 0), { status: "canceled", reason: "webhook_disabled" }),
  ],
  [
    "a failure that the receiver did not cause",
    "failed_without_cause",
    (one) => {
      at(one.deliveries, 0).failures = 1;
    },
  ],
  ["an event that nobody sent", "never_sent", (one) => void one.sent.shift()],
  [
    "a request at a place that is nobody's",
    "never_sent",
    (one) => {
      at(one.receipts, 0).path = "/ok/z";
    },
  ],
  [
    "an event at another tenant's place",
    "wrong_tenant",
    (one) => {
      at(one.receipts, 0).path = "/ok/c";
    },
  ],
  [
    "bytes that are not the stored ones",
    "bytes_changed",
    (one) => {
      at(one.events, 0).bodyHash = "00";
    },
  ],
  [
    "other bytes the second time",
    "bytes_changed",
    (one) => {
      at(one.receipts, 2).bodyHash = "00";
    },
  ],
  ["an event that was given two ids", "id_changed", (one) => void at(one.sent, 0).ids.push("evt_9")],
  [
    "a delivery id of another event",
    "id_changed",
    (one) => {
      at(one.deliveries, 0).eventId = "evt_2";
    },
  ],
  [
    "more repetitions than were interrupted",
    "too_many_duplicates",
    (one) => void one.receipts.push(...[4, 5, 6].map((number) => receipt("evt_1", "bk_1", number, 200))),
  ],
  [
    "a signature of another secret",
    "bad_signature",
    (one) => {
      at(one.webhooks, 0).secrets = ["whsec_AAAA"];
    },
  ],
  [
    "a forged hex signature",
    "bad_signature",
    (one) => {
      at(one.receipts, 0).headers["x-mais-signature"] = "00";
    },
  ],
  [
    "a body that was tampered with",
    "bad_signature",
    (one) => {
      at(one.receipts, 0).body += " ";
    },
  ],
  [
    "a number that is left out",
    "attempt_gap",
    (one) => {
      at(one.attempts, 3).number = 4;
    },
  ],
  ["a row that is missing", "attempt_gap", (one) => void one.attempts.splice(2, 1)],
  [
    "a request without a row",
    "attempt_unknown",
    (one) => {
      at(one.receipts, 0).headers["x-mais-attempt"] = "2";
    },
  ],
  ["the same attempt made twice", "attempt_unknown", (one) => void one.receipts.push(at(one.receipts, 0))],
  [
    "a retry before its time",
    "too_early",
    (one) => {
      at(one.attempts, 2).startedAt = 2_010 + FIRST_WAIT_MS / 2;
    },
  ],
  [
    "an attempt left open",
    "open_attempt",
    (one) => {
      at(one.attempts, 0).outcome = null;
    },
  ],
  [
    "an attempt without an end",
    "open_attempt",
    (one) => {
      at(one.attempts, 0).endedAt = null;
    },
  ],
  [
    "a list that shows less",
    "miscounted",
    (one) => {
      one.listed["wh_a delivered"] = 1;
    },
  ],
  [
    "a list that shows what is not there",
    "miscounted",
    (one) => {
      one.listed["wh_a failed"] = 1;
    },
  ],
  [
    "an answer that is neither stored nor refused",
    "bad_answer",
    (one) => {
      at(one.answers, 0).status = 500;
    },
  ],
  [
    "a refusal without Retry-After",
    "bad_answer",
    (one) => {
      at(one.answers, 2).hasRetryAfter = false;
    },
  ],
  [
    "a refusal that took too long",
    "bad_answer",
    (one) => {
      at(one.answers, 2).durationMs = 20_000;
    },
  ],
];

describe("the checker", () => {
  it("finds no violation in flawless evidence", () => {
    expect(checkEvidence(flawless())).toEqual([]);
    expect(summarize(flawless())).toEqual({ sent: 2, delivered: 2, failed: 0, canceled: 2, lost: 0, duplicates: 0 });
  });

  it.each(flaws)("finds %s", (_, kind, spoil) => {
    const evidence = flawless();
    spoil(evidence);
    expect(checkEvidence(evidence).map((violation) => violation.kind)).toContain(kind);
  });

  it("accepts as many duplicates as interruptions explain, and retries after refusals", () => {
    const evidence = flawless();
    evidence.receipts.push(receipt("evt_1", "bk_1", 2, 200));
    Object.assign(at(evidence.deliveries, 0), { attempts: 2 });
    evidence.attempts.push({ ...at(evidence.attempts, 0), number: 2, startedAt: 3_000, endedAt: 3_010 });
    expect(checkEvidence(evidence)).toEqual([]);
    expect(summarize(evidence).duplicates).toBe(1);
  });
});
