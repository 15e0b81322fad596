import { Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { AppointmentCard, appointmentLook, StatusKey } from "#features/playground/week/appointment-card.tsx";
import { currentStop } from "#features/playground/week/current-stop.ts";
import { type Stop, stopsOf } from "#features/playground/week/day-stops.ts";
import { gridTarget } from "#features/playground/week/grid-target.ts";
import { MovingCard } from "#features/playground/week/moving-card.tsx";
import { CLOSES_AT, OPENS_AT, STAFF } from "#features/playground/week/salon.ts";
import { remOf } from "#features/playground/week/time-scale.ts";
import { useDrag } from "#features/playground/week/use-drag.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import { clockText } from "#features/playground/week/wall-time.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

const HOURS = Array.from({ length: (CLOSES_AT - OPENS_AT) / 60 }, (_, index) => OPENS_AT + index * 60);

/**
 * Day of the salon: a column for each staff member. Arrow keys move the tab focus from stop to stop. For
 * screen readers each column is a row of a grid: the day of one person.
 */
export const DayGrid = ({ schedule }: { schedule: Schedule }) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const { week, day, cursor, moving } = schedule;
  const grid = useRef<HTMLDivElement>(null);
  const takesFocus = useRef(false);
  const startDrag = useDrag(schedule, grid);

  // Follows the cursor after a key, a booking or a move: its stop may have just appeared.
  useEffect(() => {
    if (!takesFocus.current || moving) return;
    takesFocus.current = false;
    currentStop()?.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (moving || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = gridTarget(week, { day, ...cursor }, event.key);
    if (!target) return;
    event.preventDefault();
    takesFocus.current = true;
    schedule.setDay(target.day);
    schedule.setCursor({ staffId: target.staffId, minute: target.minute });
    if (target.day !== day) schedule.say(words.day(week, target.day, "long"));
  };

  return (
    <div className="flex flex-col gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot place cells by their time. */}
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label={`${t("schedule")}: ${words.day(week, day, "long")}`}
        aria-describedby="playground-keys"
        onKeyDown={onKeyDown}
        className={classNames(
          "relative grid grid-cols-[2.75rem_repeat(4,minmax(0,1fr))] outline-none select-none",
          moving?.by === "pointer" && "cursor-grabbing [&_button]:pointer-events-none",
        )}
      >
        <Clock />
        {STAFF.map((staff) => (
          <Column key={staff.staffId} staff={staff} schedule={schedule} onDragStart={startDrag} />
        ))}
        {moving && moving.place.day === day && (
          <MovingCard
            schedule={schedule}
            moving={moving}
            onEnd={() => {
              takesFocus.current = true;
            }}
          />
        )}
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-xs text-soft">
        <p>{t("choose")}</p>
        <StatusKey />
      </div>
      <p id="playground-keys" className="hidden text-xs text-faint lg:block">
        {t("keys")}
      </p>
    </div>
  );
};

const Clock = () => (
  <div aria-hidden className="pt-10 text-right text-[0.6875rem] text-faint tabular-nums">
    {HOURS.map((minute) => (
      <div key={minute} className="pr-2" style={{ height: remOf(60) }}>
        <span className="relative -top-2">{clockText(minute)}</span>
      </div>
    ))}
  </div>
);

type ColumnProps = {
  staff: (typeof STAFF)[number];
  schedule: Schedule;
  onDragStart: ReturnType<typeof useDrag>;
};

const Column = ({ staff, schedule, onDragStart }: ColumnProps) => (
  // biome-ignore lint/a11y/useSemanticElements: see the grid around.
  <div role="row" tabIndex={-1} aria-label={staff.name} className="min-w-0 border-l border-line outline-none">
    {/* biome-ignore lint/a11y/useSemanticElements: see the grid around. */}
    {/* biome-ignore lint/a11y/useFocusableInteractive: headers of a roving grid take no focus. */}
    <div role="rowheader" className="flex h-10 items-center justify-center truncate px-1 text-[0.8125rem] font-medium">
      <span className="truncate">{staff.name}</span>
    </div>
    <div data-staff={staff.staffId} className="relative" style={{ height: remOf(CLOSES_AT - OPENS_AT) }}>
      {stopsOf(schedule.week, schedule.day, staff.staffId).map((stop) => (
        <Cell key={stop.start} stop={stop} staffId={staff.staffId} schedule={schedule} onDragStart={onDragStart} />
      ))}
    </div>
  </div>
);

const Cell = ({
  stop: { start, end, appointment },
  staffId,
  schedule,
  onDragStart,
}: { stop: Stop; staffId: string } & Omit<ColumnProps, "staff">) => {
  const words = useWeekWords();
  const { cursor, moving } = schedule;
  const isCurrent = cursor.staffId === staffId && start <= cursor.minute && cursor.minute < end;
  const common = {
    tabIndex: isCurrent ? 0 : -1,
    "data-current": isCurrent || undefined,
    onFocus: () => isCurrent || schedule.setCursor({ staffId, minute: start }),
  };
  const box = { top: remOf(start - OPENS_AT), height: remOf(end - start) };
  if (!appointment)
    return (
      // biome-ignore lint/a11y/useSemanticElements: see the grid around.
      // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus.
      <div role="gridcell" className="absolute inset-x-0" style={box}>
        <button
          {...common}
          type="button"
          aria-label={words.free(start)}
          onClick={() => schedule.setDialog({ kind: "book", place: { day: schedule.day, start, staffId } })}
          className="group flex size-full items-center gap-1 border-t border-line px-1.5 text-[0.6875rem] text-accent hover:bg-hover focus-visible:-outline-offset-2"
        >
          <span
            aria-hidden
            className="flex items-center gap-1 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
          >
            <Plus className="size-3" />
            <span>{clockText(start)}</span>
          </span>
        </button>
      </div>
    );
  const isMoving = moving?.appointment.appointmentId === appointment.appointmentId;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid around.
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus.
    <div role="gridcell" className="absolute inset-x-0.5 z-10 py-px" style={box}>
      <button
        {...common}
        type="button"
        aria-haspopup="menu"
        aria-label={words.appointment(appointment)}
        onClick={(event) => schedule.openMenu(appointment, event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() === "m" && schedule.canMove(appointment)) schedule.moveByKeys(appointment);
        }}
        onPointerDown={(event) => onDragStart(event, appointment)}
        className={classNames(
          "size-full overflow-hidden rounded-md border px-1.5 py-0.5 shadow-card transition-opacity focus-visible:outline-offset-1",
          schedule.canMove(appointment) ? "cursor-grab" : "cursor-pointer",
          isMoving && "opacity-40",
          appointmentLook(appointment),
        )}
      >
        <AppointmentCard appointment={appointment} />
      </button>
    </div>
  );
};
