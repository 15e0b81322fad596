import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { clamp } from "#features/playground/week/grid-target.ts";
import { CLOSES_AT, OPENS_AT, STEP_MINUTES } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import type { Appointment, Place } from "#features/playground/week/week.ts";

/** Distance from which a press becomes a drag. */
const DRAG_PIXELS_MIN = 5;

/**
 * Moves an appointment with the pointer, also to another day over its tab. Fingers scroll the page
 * instead, and move appointments by the menu.
 */
export const useDrag = (schedule: Schedule, grid: RefObject<HTMLElement | null>) => {
  const moveStopped = useTranslations("playground.week")("moveStopped");
  // Listeners outlive renders, and need the newest state.
  const current = useRef(schedule);
  const stop = useRef(() => {});
  useEffect(() => {
    current.current = schedule;
  });
  useEffect(() => () => stop.current(), []);

  return (event: ReactPointerEvent<HTMLElement>, appointment: Appointment) => {
    if (event.pointerType === "touch" || event.button !== 0 || !schedule.canMove(appointment)) return;
    const from = { x: event.clientX, y: event.clientY };
    const grabbedAt = event.clientY - event.currentTarget.getBoundingClientRect().top;
    const ended = new AbortController();
    let place: Place = appointment;
    let isDragging = false;

    const move = ({ clientX, clientY }: PointerEvent) => {
      if (!isDragging && Math.hypot(clientX - from.x, clientY - from.y) < DRAG_PIXELS_MIN) return;
      isDragging = true;
      place = placeUnder(clientX, clientY, {
        grabbedAt,
        minutes: appointment.minutes,
        before: place,
        grid: grid.current,
      });
      current.current.setMoving({ appointment, place, by: "pointer" });
      if (place.day !== current.current.day) current.current.setDay(place.day);
    };
    const end = (isDropped: boolean) => {
      ended.abort();
      if (!isDragging) return;
      swallowClick();
      const { setMoving, setDay, perform, say } = current.current;
      setMoving(null);
      const isElsewhere = (["day", "start", "staffId"] as const).some((part) => place[part] !== appointment[part]);
      const { appointmentId } = appointment;
      if (isDropped && isElsewhere && perform({ kind: "move", appointmentId, place })) return;
      setDay(appointment.day);
      say(moveStopped);
    };
    stop.current = () => ended.abort();
    const { signal } = ended;
    addEventListener("pointermove", move, { signal });
    addEventListener("pointerup", () => end(true), { signal });
    addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", ({ key }) => key === "Escape" && end(false), { signal });
  };
};

/** The click that may follow a drop opens no menu. */
const swallowClick = () => {
  const swallowed = new AbortController();
  addEventListener("click", (click) => click.stopPropagation(), { capture: true, signal: swallowed.signal });
  setTimeout(() => swallowed.abort());
};

type Grab = { grabbedAt: number; minutes: number; before: Place; grid: HTMLElement | null };

const placeUnder = (x: number, y: number, { grabbedAt, minutes, before, grid }: Grab): Place => {
  const tab = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-day]");
  if (tab) return { ...before, day: Number(tab.dataset.day) };
  const columns = [...(grid?.querySelectorAll<HTMLElement>("[data-staff]") ?? [])];
  const column = columns.find((one) => x <= one.getBoundingClientRect().right) ?? columns.at(-1);
  if (!column) return before;
  const { top, height } = column.getBoundingClientRect();
  const minute = OPENS_AT + ((y - grabbedAt - top) / height) * (CLOSES_AT - OPENS_AT);
  const start = clamp(Math.round(minute / STEP_MINUTES) * STEP_MINUTES, OPENS_AT, CLOSES_AT - minutes);
  return { day: before.day, start, staffId: column.dataset.staff ?? before.staffId };
};
