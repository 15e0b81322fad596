import { describe, expect, it } from "vitest";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { translatorOf } from "#features/texts/translator-of.ts";
import { hasSentMissed, recoveryNotice } from "#features/webhooks/recovery/recovery-notice.ts";

const now = Date.parse("2026-03-14T10:00:00.000Z");
const running: RecoveryView = {
  id: "rec_1",
  webhookId: "wh_1",
  since: "2026-03-13T10:00:00.000Z",
  until: "2026-03-14T09:00:00.000Z",
  status: ["canceled"],
  includeMissing: true,
  state: "running",
  count: 1_203,
  sent: 340,
  createdAt: "2026-03-14T09:00:00.000Z",
  endedAt: null,
};
const ended = { ...running, endedAt: "2026-03-14T09:58:00.000Z" };
const on = { now, isPaused: false, isOff: false, switchedOffAt: "2026-03-14T08:30:00.000Z" };
const notice = (recovery: RecoveryView | null, changes: Partial<typeof on> = {}) =>
  recoveryNotice(recovery, { ...on, ...changes }, translatorOf("webhooks.recover"));

describe("recoveryNotice", () => {
  it("says nothing without a recovery, or more than an hour after its end", () => {
    expect(notice(null)).toBeNull();
    expect(notice({ ...ended, state: "done", endedAt: "2026-03-14T08:59:00.000Z" })).toBeNull();
  });

  it("shows a running recovery of any age, and says that it waits while the webhook is paused", () => {
    expect(notice({ ...running, createdAt: "2026-03-10T09:00:00.000Z" })?.tone).toBe("accent");
    expect(notice(running, { isPaused: true })?.detail).toContain("On hold until the endpoint answers");
  });

  it("hides an ended recovery when the webhook is off or was turned off after it", () => {
    const done: RecoveryView = { ...ended, state: "done" };
    expect(notice(done)).not.toBeNull();
    expect(notice(done, { isOff: true })).toBeNull();
    expect(notice(done, { switchedOffAt: "2026-03-14T09:59:00.000Z" })).toBeNull();
    expect(notice(running, { switchedOffAt: "2026-03-14T09:59:00.000Z" })).not.toBeNull();
  });

  it("gives the number of deliveries at the end; those of a stopped recovery still go out", () => {
    expect(notice({ ...ended, state: "done", sent: 1_203 })?.title).toBe("1,203 events are on their way again");
    expect(notice({ ...ended, state: "done", sent: 1 })?.title).toBe("1 event is on its way again");
    expect(notice({ ...ended, state: "done", sent: 0 })?.title).toBe("There was nothing to resend");
    const stopped = notice({ ...ended, state: "canceled" });
    expect(stopped?.title).toBe("Stopped: 340 of 1,203 events resent");
    expect(stopped?.detail).toContain("Deliveries that already wait are still sent");
    expect(notice({ ...ended, state: "canceled", sent: 0 })?.title).toBe("Stopped before anything was resent");
  });
});

describe("hasSentMissed", () => {
  const done: RecoveryView = { ...ended, state: "done" };
  const missed = { count: 2, since: running.since, switchedOffAt: on.switchedOffAt, isMore: false };

  it.each([
    ["all of it", done, true],
    ["one that runs", running, false],
    ["one that was stopped", { ...ended, state: "canceled" }, false],
    ["one that sends only what is newer", { ...done, since: "2026-03-13T11:00:00.000Z" }, false],
    ["only what failed", { ...done, status: ["failed"] }, false],
    ["nothing that was never sent", { ...done, includeMissing: false }, false],
    ["one from before it was off again", { ...done, createdAt: "2026-03-14T08:29:00.000Z" }, false],
    ["none", null, false],
  ] satisfies [string, RecoveryView | null, boolean][])("knows %s", (_, recovery, expected) => {
    expect(hasSentMissed(recovery, missed)).toBe(expected);
  });
});
