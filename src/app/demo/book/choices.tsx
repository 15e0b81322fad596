import Link from "next/link";
import type { ReactNode } from "react";
import { pageWords } from "#app/demo/book/booking-words.ts";
import { serverTexts } from "#app/server-texts.ts";
import { classNames } from "#components/ui/class-names.ts";

/** Part of the page with a heading of its own. */
export const Step = ({ id, title, children }: { id: string; title: string; children: ReactNode }) => (
  <section aria-labelledby={id} className="flex min-w-0 flex-col gap-2.5">
    <h2 id={id} className="text-[0.9375rem] font-semibold tracking-tight">
      {title}
    </h2>
    {children}
  </section>
);

/** Link that chooses; the chosen one says so to screen readers. */
export const ChoiceLink = ({
  href,
  isChosen,
  className,
  children,
}: {
  href: string;
  isChosen: boolean;
  className?: string;
  children: ReactNode;
}) => (
  <Link
    href={href}
    replace
    scroll={false}
    aria-current={isChosen ? "true" : undefined}
    className={classNames(
      "rounded-xl border shadow-card transition-colors",
      isChosen ? "border-accent bg-accent-tint text-accent" : "border-line bg-surface hover:bg-hover",
      className,
    )}
  >
    {children}
  </Link>
);

/** Days of two weeks, in rows, so that the chosen day is always in sight. */
export const DayStrip = async ({
  days,
  chosen,
  hrefOf,
}: {
  days: readonly string[];
  chosen: string;
  hrefOf: (day: string) => string;
}) => {
  const { dayParts } = await pageWords();
  return (
    <ul className="grid grid-cols-4 gap-2 py-1 sm:grid-cols-7">
      {days.map((day) => {
        const { weekday, date } = dayParts(day);
        return (
          <li key={day}>
            <ChoiceLink
              href={hrefOf(day)}
              isChosen={day === chosen}
              className="flex flex-col items-center gap-0.5 py-2"
            >
              <span className="text-xs text-soft">{weekday}</span>
              <span className="text-sm font-medium">{date}</span>
            </ChoiceLink>
          </li>
        );
      })}
    </ul>
  );
};

/** Times of a day as radio buttons: arrow keys move, and the form needs one. */
export const TimeGrid = async ({ times }: { times: readonly { value: string; time: string; staffName: string }[] }) => (
  <fieldset className="grid grid-cols-3 gap-2 sm:grid-cols-5">
    <legend className="sr-only">{(await serverTexts("booking"))("time")}</legend>
    {times.map(({ value, time, staffName }) => (
      <label
        key={value}
        className="relative flex h-14 cursor-pointer flex-col items-center justify-center rounded-xl border border-line bg-surface shadow-card hover:bg-hover has-checked:border-accent has-checked:bg-accent-tint has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
      >
        <input
          type="radio"
          name="time"
          value={value}
          required
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        />
        <span className="text-sm font-medium tabular-nums">{time}</span>
        <span className="text-xs text-soft">{staffName}</span>
      </label>
    ))}
  </fieldset>
);
