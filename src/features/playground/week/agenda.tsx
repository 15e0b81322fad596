import { ChevronRight, Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { appointmentLook, StateIcons } from "#features/playground/week/appointment-card.tsx";
import { firstFreePlace } from "#features/playground/week/free-times.ts";
import { customerOf, staffOf } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import { clockText } from "#features/playground/week/wall-time.ts";
import { takesPlace } from "#features/playground/week/week.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

/** Length of the service that the window suggests first. */
const FIRST_MINUTES = 45;

/** Day as a list, for narrow screens. */
export const Agenda = ({ schedule }: { schedule: Schedule }) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const { week, day, cursor } = schedule;
  const rows = week.appointments
    .filter((one) => one.day === day && takesPlace(one))
    .sort((a, b) => a.start - b.start || a.staffId.localeCompare(b.staffId));
  return (
    <div className="flex flex-col gap-3">
      {rows.length === 0 ? (
        <p className="py-6 text-center text-soft">{t("noAppointments")}</p>
      ) : (
        <ul aria-label={t("schedule")} className="flex flex-col gap-1.5">
          {rows.map((one) => (
            <li key={one.appointmentId}>
              <button
                type="button"
                aria-haspopup="menu"
                data-current={(cursor.staffId === one.staffId && cursor.minute === one.start) || undefined}
                onClick={(event) => schedule.openMenu(one, event.currentTarget)}
                className={classNames(
                  "flex w-full items-center gap-3 rounded-lg border px-3 py-2 text-left shadow-card",
                  appointmentLook(one),
                )}
              >
                <span className="w-11 shrink-0 font-medium tabular-nums">{clockText(one.start)}</span>
                <span className="flex min-w-0 grow flex-col">
                  <span className="truncate font-medium text-ink">{customerOf(one.customerId).name}</span>
                  <span className="text-[0.8125rem] text-soft">
                    {`${words.service(one.serviceId)}, ${staffOf(one.staffId).name}`}
                  </span>
                  <span className="truncate text-xs text-faint">{words.state(one)}</span>
                </span>
                <StateIcons appointment={one} />
                <ChevronRight aria-hidden className="size-4 shrink-0 text-faint" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button
        icon={Plus}
        onClick={() => schedule.setDialog({ kind: "book", place: firstFreePlace(week, day, FIRST_MINUTES) })}
      >
        {t("book")}
      </Button>
    </div>
  );
};
