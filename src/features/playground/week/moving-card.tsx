import { CircleAlert, Move } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { takeFocus } from "#components/ui/take-focus.ts";
import { obstacleOf } from "#features/playground/week/act.ts";
import { moveTarget } from "#features/playground/week/grid-target.ts";
import { customerOf, OPENS_AT, STAFF } from "#features/playground/week/salon.ts";
import { remOf } from "#features/playground/week/time-scale.ts";
import type { Moving, Schedule } from "#features/playground/week/use-schedule.ts";
import { clockText } from "#features/playground/week/wall-time.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

type Props = { schedule: Schedule; moving: Moving; onEnd: () => void };

/** Card of an appointment on its way to another place. Has the focus while arrow keys move the appointment. */
export const MovingCard = ({ schedule, moving: { appointment, place, by }, onEnd }: Props) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const { week } = schedule;
  const obstacle = obstacleOf(week, place, appointment.minutes, appointment.appointmentId);
  const column = STAFF.findIndex(({ staffId }) => staffId === place.staffId) + 2;

  // Removing the focused card calls onBlur once more.
  const isEnded = useRef(false);
  const end = (isMoved: boolean) => {
    if (isEnded.current) return;
    isEnded.current = true;
    onEnd();
    schedule.setMoving(null);
    if (isMoved) return;
    schedule.setDay(appointment.day);
    schedule.setCursor({ staffId: appointment.staffId, minute: appointment.start });
    schedule.say(t("moveStopped"));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = moveTarget(place, appointment.minutes, event.key);
    const isDrop = event.key === "Enter" || event.key === " ";
    if (!target && !isDrop && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (target) {
      schedule.setMoving({ appointment, place: target, by });
      schedule.setDay(target.day);
      const inTheWay = obstacleOf(week, target, appointment.minutes, appointment.appointmentId);
      schedule.say(`${words.place(week, target)}. ${inTheWay ? words.why(inTheWay) : t("free")}`);
    } else if (event.key === "Escape") end(false);
    else if (schedule.perform({ kind: "move", appointmentId: appointment.appointmentId, place })) end(true);
  };

  return (
    <button
      type="button"
      ref={by === "keys" ? takeFocus : undefined}
      aria-label={`${t("move")}: ${customerOf(appointment.customerId).name}, ${words.place(week, place)}`}
      onKeyDown={onKeyDown}
      onBlur={by === "keys" ? () => end(false) : undefined}
      className={classNames(
        "pointer-events-none absolute inset-x-0.5 z-20 flex min-w-0 flex-col items-start rounded-md border-2 border-dashed px-1.5 py-0.5 text-xs shadow-popup",
        obstacle ? "border-bad bg-bad-tint text-bad" : "border-accent bg-surface text-accent",
      )}
      style={{
        gridColumn: `${column} / ${column + 1}`,
        top: `calc(2.5rem + ${remOf(place.start - OPENS_AT)})`,
        height: remOf(appointment.minutes),
      }}
    >
      <span className="flex items-center gap-1 font-semibold">
        {obstacle ? <CircleAlert aria-hidden className="size-3" /> : <Move aria-hidden className="size-3" />}
        <span>{clockText(place.start)}</span>
      </span>
      <span className="line-clamp-2 max-w-full text-left leading-tight">
        {obstacle ? words.why(obstacle) : customerOf(appointment.customerId).name}
      </span>
    </button>
  );
};
