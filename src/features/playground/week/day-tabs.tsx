import { type KeyboardEvent, useRef } from "react";
import { countOf } from "#features/count-text.ts";
import { dayText } from "#features/playground/week/appointment-text.ts";
import { TEXTS } from "#features/playground/week/playground-texts.ts";
import { DAYS } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import { takesPlace } from "#features/playground/week/week.ts";

/** Days of the week with their number of appointments. An appointment can be dragged onto another day. */
export const DayTabs = ({ schedule: { week, day, setDay } }: { schedule: Schedule }) => {
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
      aria-label={TEXTS.days}
      onKeyDown={onKeyDown}
      className="grid grid-cols-6 gap-1 rounded-xl bg-sunken p-1"
    >
      {Array.from({ length: DAYS }, (_, index) => index).map((index) => {
        const count = week.appointments.filter((one) => one.day === index && takesPlace(one)).length;
        const [name, date] = dayText(week, index, "short").split(/, \w+ /);
        return (
          <button
            key={index}
            type="button"
            role="tab"
            data-day={index}
            aria-selected={index === day}
            aria-controls="playground-day"
            aria-label={`${dayText(week, index, "long")}, ${countOf(count, "appointment")}`}
            tabIndex={index === day ? 0 : -1}
            onClick={() => setDay(index)}
            className="flex min-w-0 flex-col items-center rounded-lg py-1.5 text-soft hover:text-ink aria-selected:bg-surface aria-selected:text-ink aria-selected:shadow-card"
          >
            <span className="text-xs">{name}</span>
            <span className="text-[0.9375rem] font-semibold tabular-nums">{date}</span>
            <span className="text-[0.6875rem] text-faint">{count}</span>
          </button>
        );
      })}
    </div>
  );
};
