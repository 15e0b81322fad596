import { describe, expect, it } from "vitest";
import type { RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import { hasSentMissed, recoveryNotice } from "#features/webhooks/recovery-notice.ts";

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
const notice = (recovery: RecoveryView | null, isPaused = false) => recoveryNotice(recovery, { now, isPaused });

describe("recoveryNotice", () => {
  it("says nothing when there was none, or its end is more than an hour ago", () => {
    expect(notice(null)).toBeNull();
    expect(notice({ ...ended, state: "done", endedAt: "2026-03-14T08:59:00.000Z" })).toBeNull();
  });

  it("shows one that runs, however long ago it began, and that it waits while the webhook is paused", () => {
    expect(notice({ ...running, createdAt: "2026-03-10T09:00:00.000Z" })?.tone).toBe("accent");
    expect(notice(running, true)?.detail).toContain("wait until the receiver answers");
  });

  it("tells how many were sent at the end", () => {
    expect(notice({ ...ended, state: "done", sent: 1_203 })?.title).toBe("1,203 messages sent again");
    expect(notice({ ...ended, state: "done", sent: 0 })?.title).toBe("There was nothing to send again");
    expect(notice({ ...ended, state: "canceled" })?.title).toBe("Stopped after 340 of 1,203 messages");
  });
});

describe("hasSentMissed", () => {
  const done: RecoveryView = { ...ended, state: "done" };

  it.each([
    ["all of it", done, true],
    ["one that runs", running, false],
    ["one that was stopped", { ...ended, state: "canceled" }, false],
    ["one that began later", { ...done, since: "2026-03-13T11:00:00.000Z" }, false],
    ["only what failed", { ...done, status: ["failed"] }, false],
    ["nothing that was never sent", { ...done, includeMissing: false }, false],
    ["none", null, false],
  ] satisfies [string, RecoveryView | null, boolean][])("knows %s", (_, recovery, expected) => {
    expect(hasSentMissed(recovery, running.since)).toBe(expected);
  });
});
