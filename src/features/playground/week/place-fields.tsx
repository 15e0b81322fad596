import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Select } from "#components/ui/select.tsx";
import { freeTimes } from "#features/playground/week/free-times.ts";
import { DAYS, STAFF } from "#features/playground/week/salon.ts";
import { clockText } from "#features/playground/week/wall-time.ts";
import type { Place, Week } from "#features/playground/week/week.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

type Props = {
  week: Week;
  place: Place;
  minutes: number;
  /** Appointment that moves: its own place counts as free. */
  except?: string;
  onChange: (place: Place) => void;
};

/** Chooses day, staff member and time. Offers only free times. */
export const PlaceFields = ({ week, place, minutes, except, onChange }: Props) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const times = freeTimes(week, place, minutes, except);
  const choose = (changes: Partial<Place>) => {
    const next = { ...place, ...changes };
    const free = freeTimes(week, next, minutes, except);
    // Keeps the time where it is free, else takes the next one.
    const start = free.includes(next.start) ? next.start : (free.find((time) => time > next.start) ?? free[0]);
    onChange({ ...next, start: start ?? next.start });
  };
  return (
    <>
      <Labeled label={t("day")}>
        <Select
          label={t("day")}
          items={Array.from({ length: DAYS }, (_, day) => ({
            value: String(day),
            label: words.day(week, day, "short"),
          }))}
          value={String(place.day)}
          onChange={(day) => choose({ day: Number(day) })}
        />
      </Labeled>
      <Labeled label={t("person")}>
        <Select
          label={t("person")}
          items={STAFF.map(({ staffId, name }) => ({ value: staffId, label: name }))}
          value={place.staffId}
          onChange={(staffId) => choose({ staffId })}
        />
      </Labeled>
      <Labeled label={t("time")}>
        {times.length === 0 ? (
          <p className="py-1.5 text-[0.8125rem] text-bad">{t("noTime")}</p>
        ) : (
          <Select
            label={t("time")}
            items={times.map((time) => ({ value: String(time), label: clockText(time) }))}
            value={times.includes(place.start) ? String(place.start) : ""}
            onChange={(start) => onChange({ ...place, start: Number(start) })}
          />
        )}
      </Labeled>
    </>
  );
};

export const Labeled = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-1.5">
    <span aria-hidden className="text-sm font-medium text-ink">
      {label}
    </span>
    {children}
  </div>
);
