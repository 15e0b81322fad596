import type { MissedView, RecoveryView } from "#domain/recoveries/recovery.schema.ts";
import type { Translate } from "#features/translate.ts";

export type RecoveryNotice = { tone: "accent" | "ok" | "calm"; title: string; detail: string };

/** Webhooks switched off after a recovery began have missed more than that recovery sent. */
const wasOffSince = ({ createdAt }: RecoveryView, switchedOffAt: string | null): boolean =>
  switchedOffAt !== null && Date.parse(createdAt) <= Date.parse(switchedOffAt);

/** Tells whether a recovery sent all messages missed during the last time off. */
export const hasSentMissed = (recovery: RecoveryView | null, { since, switchedOffAt }: MissedView): boolean =>
  recovery?.state === "done" &&
  recovery.includeMissing &&
  recovery.status.includes("canceled") &&
  since !== null &&
  Date.parse(recovery.since) <= Date.parse(since) &&
  !wasOffSince(recovery, switchedOffAt);

/** Duration for which a finished recovery is shown. */
const RECENT_MS = 3_600_000;

type Now = {
  now: number;
  isPaused: boolean;
  isOff: boolean;
  switchedOffAt: string | null;
};

/** Describes a recovery's progress; null without one, an hour after its end, and once the webhook was off after it. */
export const recoveryNotice = (
  recovery: RecoveryView | null,
  { now, isPaused, isOff, switchedOffAt }: Now,
  t: Translate<"webhooks.recover">,
): RecoveryNotice | null => {
  if (!recovery) return null;
  const { state, sent, count, endedAt } = recovery;
  if (state === "running")
    return { tone: "accent", title: t("running"), detail: isPaused ? t("runningPaused") : t("runningAbout") };
  if (isOff || wasOffSince(recovery, switchedOffAt)) return null;
  if (endedAt === null || now - Date.parse(endedAt) > RECENT_MS) return null;
  if (state === "done")
    return sent === 0
      ? { tone: "ok", title: t("doneNothing"), detail: "" }
      : { tone: "ok", title: t("done", { count: sent }), detail: t("doneAbout") };
  return sent === 0
    ? { tone: "calm", title: t("stoppedNone"), detail: t("stoppedNoneAbout") }
    : { tone: "calm", title: t("stopped", { sent, count }), detail: t("stoppedAbout") };
};
