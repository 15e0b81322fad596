import { type KeyboardEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import { DAYS } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import { takesPlace } from "#features/playground/week/week.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

/** Days of the week with their number of appointments. An appointment can be dragged onto another day. */
export const DayTabs = ({ schedule: { week, day, setDay } }: { schedule: Schedule }) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const next = (day + step + DAYS) % DAYS;
    setDay(next);
    list.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={t("days")}
      onKeyDown={onKeyDown}
      className="grid grid-cols-6 gap-1 rounded-xl bg-sunken p-1"
    >
      {Array.from({ length: DAYS }, (_, index) => index).map((index) => {
        const count = week.appointments.filter((one) => one.day === index && takesPlace(one)).length;
        const { weekday, date } = words.dayParts(week, index);
        return (
          <button
            key={index}
            type="button"
            role="tab"
            data-day={index}
            aria-selected={index === day}
            aria-controls="playground-day"
            tabIndex={index === day ? 0 : -1}
            onClick={() => setDay(index)}
            className="flex min-w-0 flex-col items-center rounded-lg py-1.5 text-soft hover:text-ink aria-selected:bg-chosen aria-selected:text-ink aria-selected:shadow-card"
          >
            <span className="sr-only">{`${words.day(week, index, "long")}, ${t("appointments", { count })}`}</span>
            <span aria-hidden className="text-xs">
              {weekday}
            </span>
            <span aria-hidden className="text-[0.9375rem] font-semibold tabular-nums">
              {date}
            </span>
            <span aria-hidden className="text-[0.6875rem]">
              {count}
            </span>
          </button>
        );
      })}
    </div>
  );
};
