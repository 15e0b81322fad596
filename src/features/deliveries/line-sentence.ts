import type { AttemptView, DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { durationText } from "#features/deliveries/duration-text.ts";
import type { Sentence } from "#features/labels/sentence-text.tsx";
import type { Translate } from "#features/translate.ts";

const ABOUT_NOW_MS = 5_000;

type Told = Pick<DeliveryView, "status" | "test" | "attemptCount" | "createdAt" | "deliveredAt" | "lastAttemptAt"> & {
  attempts: readonly Pick<AttemptView, "number" | "error" | "response">[];
};

/** Says what happened to a delivery, and what happens next by the schedule. */
export const lineSentence = (
  delivery: Told,
  plan: DeliveryPlanView,
  now: number,
  t: Translate<"deliveries.line.says">,
  duration: Translate<"deliveries.duration">,
): Sentence => {
  const number = plan.failures + 1;
  const total = plan.attemptsMax;
  const isFinal = ["delivered", "failed", "canceled"].includes(delivery.status);
  if (plan.isRunning) return [isFinal ? t("runningExtra") : t("running", { number, total })];
  if (plan.hold) return [t(plan.hold)];
  const [next, ...later] = plan.upcoming;
  if (next === undefined) return [isFinal ? final(delivery, t, duration) : t("waiting")];
  if (isFinal) return [t("extraNow")];
  const inMs = Date.parse(next) - now;
  const last = later.at(-1);
  return [
    inMs < ABOUT_NOW_MS
      ? t("nextNow", { number, total })
      : t("next", { number, total, duration: durationText(inMs, duration) }),
    ...(last ? [` ${t("last")} `, { at: last, as: "day" as const }, "."] : total > 1 ? [` ${t("onlyLast")}`] : []),
  ];
};

const final = (
  { status, test, attemptCount, createdAt, deliveredAt, lastAttemptAt, attempts }: Told,
  t: Translate<"deliveries.line.says">,
  words: Translate<"deliveries.duration">,
): string => {
  const since = (at: string | null) => durationText(at === null ? 0 : Date.parse(at) - Date.parse(createdAt), words);
  if (status === "canceled") return t("canceled");
  if (status !== "delivered")
    return test ? t("failedTest") : t("failed", { count: attemptCount, duration: since(lastAttemptAt) });
  const number = attempts.find(({ error, response }) => response && !error)?.number ?? attemptCount;
  return number === 1
    ? t("deliveredFirst", { duration: since(deliveredAt) })
    : t("delivered", { number, duration: since(deliveredAt) });
};
