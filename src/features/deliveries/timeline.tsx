"use client";

import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Time, useNow } from "#components/ui/time.tsx";
import type { AttemptView, DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { attemptAnchor } from "#features/deliveries/attempt-card.tsx";
import { deliveryLine, type LineMark, type LineTone } from "#features/deliveries/delivery-line.ts";
import { useDiagnosis } from "#features/deliveries/diagnosis-words.ts";
import { durationText } from "#features/deliveries/duration-text.ts";

type Props = { delivery: DeliveryDetailView; plan: DeliveryPlanView };

/** Draws attempts, waits and planned attempts on one line. Renders nothing where one attempt tells everything. */
export const Timeline = ({ delivery, plan }: Props) => {
  const t = useTranslations("deliveries.line");
  const duration = useTranslations("deliveries.duration");
  const line = deliveryLine(delivery, plan, useNow());
  if (!line) return null;
  return (
    <Card title={t("title")} description={t("axis")}>
      <div className="relative mx-3 h-20">
        <span aria-hidden className="absolute inset-x-0 top-11 h-0.5 rounded-full bg-line-strong" />
        <ol aria-label={t("label")} className="contents">
          {line.marks.map((mark) => (
            <Mark key={keyOf(mark)} mark={mark} delivery={delivery} total={plan.attemptsMax} />
          ))}
        </ol>
        <div aria-hidden className="contents text-xs text-faint">
          {line.ticks.map(({ x, ms }) => (
            <span
              key={ms}
              className="absolute top-15 -translate-x-1/2 whitespace-nowrap"
              style={{ left: `${100 * x}%` }}
            >
              {durationText(ms, duration)}
            </span>
          ))}
        </div>
      </div>
    </Card>
  );
};

const keyOf = (mark: LineMark): string =>
  mark.kind === "attempts" ? (mark.attempts[0]?.id ?? "") : `${mark.kind} ${mark.at}`;

const DOTS: Record<LineTone, string> = {
  ok: "bg-ok border-ok",
  bad: "bg-bad border-bad",
  calm: "bg-calm border-calm",
};

const AT = "absolute top-11 flex size-6 -translate-x-1/2 -translate-y-1/2 items-center justify-center";

const Mark = ({ mark, delivery, total }: { mark: LineMark; delivery: DeliveryDetailView; total: number }) => {
  const t = useTranslations("deliveries.line");
  const style = { left: `${100 * mark.x}%` };
  if (mark.kind === "now")
    return (
      <li className="absolute top-0 -translate-x-1/2" style={style}>
        <span className="block rounded bg-accent px-1 text-[0.6875rem] leading-4 font-medium text-on-accent">
          {t("now")}
        </span>
        <span aria-hidden className="mx-auto block h-9 w-0.5 bg-accent" />
      </li>
    );
  if (mark.kind === "planned")
    return (
      <li className={AT} style={style}>
        <span
          aria-hidden
          className={classNames(
            "size-3.5 rounded-full border-2 bg-surface",
            mark.isExact ? "border-accent" : "border-line-strong border-dashed",
          )}
        />
        <span className="sr-only">
          <span>{t(mark.isExact ? "planned" : "plannedAbout", { number: mark.number, total })}</span>
          <span>: </span>
          <Time at={new Date(mark.at).toISOString()} />
        </span>
      </li>
    );
  return (
    <li className={`${AT} z-1`} style={style}>
      <span
        aria-hidden
        className="absolute bottom-6 max-w-16 truncate bg-surface px-0.5 font-mono text-[0.6875rem] text-soft"
      >
        <Outcome attempt={mark.attempts.at(-1)} />
      </span>
      <AttemptDot mark={mark} delivery={delivery} />
    </li>
  );
};

/** Status, or the cause in one word. Empty during the request. */
const Outcome = ({ attempt }: { attempt: AttemptView | undefined }) => {
  const t = useTranslations("log.causes");
  if (!attempt?.error && !attempt?.response) return null;
  return <span>{attempt.response?.status ?? (attempt.error && t(`${attempt.error.code}.short`))}</span>;
};

const AttemptDot = ({ mark, delivery }: { mark: LineMark & { kind: "attempts" }; delivery: DeliveryDetailView }) => {
  const label = useDotLabel(mark, delivery);
  const last = mark.attempts.at(-1);
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => last && showAttempt(last)}
      className="flex size-6 items-center justify-center rounded-full hover:bg-hover"
    >
      <span
        className={classNames(
          "flex items-center justify-center rounded-full border-2 text-[0.625rem] leading-none font-semibold text-surface",
          DOTS[mark.tone],
          mark.attempts.length > 1 ? "size-5" : "size-3.5",
        )}
      >
        {mark.attempts.length > 1 && <span>{mark.attempts.length}</span>}
      </span>
    </button>
  );
};

const useDotLabel = ({ attempts }: LineMark & { kind: "attempts" }, delivery: DeliveryDetailView): string => {
  const t = useTranslations("deliveries.line");
  const duration = useTranslations("deliveries.duration");
  const { of } = useDiagnosis();
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (!first || !last) return "";
  const outcome = last.response
    ? String(last.response.status)
    : last.error
      ? of({ code: last.error.code, status: null, message: last.error.message }).title
      : t("noResponse");
  const label =
    attempts.length > 1
      ? t("cluster", { first: first.number, last: last.number, outcome })
      : t("attempt", { number: last.number, outcome });
  const before = delivery.attempts.find(({ number }) => number === first.number - 1);
  if (!before || attempts.length > 1) return label;
  const wait = Date.parse(last.startedAt) - Date.parse(before.startedAt) - (before.durationMs ?? 0);
  return `${label}, ${t("after", { duration: durationText(wait, duration) })}`;
};

/** Opens the card of an attempt, and moves the focus to it. */
const showAttempt = (attempt: Pick<AttemptView, "number">) => {
  const details = document.getElementById(attemptAnchor(attempt))?.querySelector("details");
  if (!details) return;
  details.open = true;
  details.scrollIntoView({ block: "start", behavior: "smooth" });
  details.querySelector("summary")?.focus({ preventScroll: true });
};
