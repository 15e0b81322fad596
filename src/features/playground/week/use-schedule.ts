import { useState } from "react";
import { useTranslations } from "use-intl";
import { useNotify } from "#components/ui/notify.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { type Act, allows } from "#features/playground/week/act.ts";
import type { PlaygroundStore } from "#features/playground/week/playground-store.ts";
import { customerOf, OPENS_AT, STAFF } from "#features/playground/week/salon.ts";
import { dateIn } from "#features/playground/week/wall-time.ts";
import { type Appointment, type By, findAppointment, type Place, type Week } from "#features/playground/week/week.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

export type OpenDialog = { kind: "book"; place: Place } | { kind: "move" | "note"; appointment: Appointment };

/** Appointment on its way to another place, by arrow keys or by pointer. */
export type Moving = { appointment: Appointment; place: Place; by: "keys" | "pointer" };

export type Schedule = ReturnType<typeof useSchedule>;

/** State of the schedule on the page, and the acts on it. All places that show appointments share it. */
export const useSchedule = (store: PlaygroundStore, week: Week, { showsEvents }: { showsEvents: boolean }) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const { label } = useEventWords();
  const notify = useNotify();
  const [by, setBy] = useState<By>("staff");
  const [day, setDay] = useState(() => todayIn(week));
  const [cursor, setCursor] = useState({ staffId: STAFF[0]?.staffId ?? "", minute: OPENS_AT });
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [menu, setMenu] = useState<{ appointmentId: string; anchor: Element } | null>(null);
  const [moving, setMoving] = useState<Moving | null>(null);
  /** A new count announces the same text again. */
  const [said, setSaid] = useState({ text: "", count: 0 });
  const say = (text: string) => setSaid(({ count }) => ({ text, count: count + 1 }));

  const perform = (act: Act): boolean => {
    const done = store.act(act, by);
    if (!done.ok) {
      notify({ title: t("notDone"), description: words.why(done.why), bad: true });
      return false;
    }
    const id = done.event.data.appointmentId;
    const after = findAppointment(store.snapshot().week, String(id));
    if (after) {
      const description = `${customerOf(after.customerId).name}, ${words.place(week, after)}`;
      say(`${label(done.event.event)}: ${description}`);
      if (!showsEvents) notify({ title: label(done.event.event), description });
      setCursor({ staffId: after.staffId, minute: after.start });
      setDay(after.day);
    }
    return true;
  };

  return {
    week,
    by,
    setBy,
    day,
    setDay,
    cursor,
    setCursor,
    dialog,
    setDialog,
    menu,
    setMenu,
    moving,
    setMoving,
    said,
    say,
    perform,
    moveByKeys: (appointment: Appointment) => {
      setDay(appointment.day);
      setMoving({ appointment, place: appointment, by: "keys" });
      say(t("moving"));
    },
    canMove: (one: Appointment) => allows("move", one),
    openMenu: (appointment: Appointment, anchor: Element) => {
      setCursor({ staffId: appointment.staffId, minute: appointment.start });
      setMenu({ appointmentId: appointment.appointmentId, anchor });
    },
  };
};

/** Day of the week that is today, else Monday. */
const todayIn = ({ monday, timezone }: Week): number => {
  const days = (Date.parse(dateIn(new Date(), timezone)) - Date.parse(monday)) / 86_400_000;
  return days >= 0 && days < 6 ? days : 0;
};
