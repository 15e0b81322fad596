import { Menu } from "@base-ui/react/menu";
import {
  ArrowRightLeft,
  Ban,
  Check,
  CheckCheck,
  CreditCard,
  Keyboard,
  type LucideIcon,
  StickyNote,
  TriangleAlert,
  Undo2,
  UserX,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { allows, type SimpleAct } from "#features/playground/week/act.ts";
import { currentStop } from "#features/playground/week/current-stop.ts";
import { customerOf, staffOf } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import { type Appointment, findAppointment } from "#features/playground/week/week.ts";
import { spanText, useWeekWords } from "#features/playground/week/week-words.ts";

const SIMPLE: readonly { kind: SimpleAct; icon: LucideIcon }[] = [
  { kind: "complete", icon: CheckCheck },
  { kind: "no_show", icon: UserX },
  { kind: "pay", icon: CreditCard },
  { kind: "fail_payment", icon: TriangleAlert },
  { kind: "refund", icon: Undo2 },
];

/** Acts that an appointment allows, beside it. */
export const ActMenu = ({ schedule, hasGrid }: { schedule: Schedule; hasGrid: boolean }) => {
  const { menu, week } = schedule;
  const appointment = menu ? findAppointment(week, menu.appointmentId) : undefined;
  return (
    <Menu.Root open={appointment !== undefined} onOpenChange={(open) => !open && schedule.setMenu(null)} modal={false}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={menu?.anchor ?? null}
          side="right"
          align="start"
          sideOffset={6}
          collisionAvoidance={{ fallbackAxisSide: "end" }}
          className="z-50 outline-none"
        >
          <Menu.Popup
            finalFocus={() => (schedule.dialog || schedule.moving ? false : currentStop())}
            className="w-64 rounded-xl border border-line bg-surface p-1 text-sm shadow-popup outline-none"
          >
            {appointment && <Items appointment={appointment} schedule={schedule} hasGrid={hasGrid} />}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
};

type ItemsProps = { appointment: Appointment; schedule: Schedule; hasGrid: boolean };

const Items = ({ appointment, schedule, hasGrid }: ItemsProps) => {
  const t = useTranslations("playground.week");
  const words = useWeekWords();
  const { appointmentId, customerId, serviceId, staffId, day, notes } = appointment;
  const act = (kind: SimpleAct) => () => schedule.perform({ kind, appointmentId });
  return (
    <Menu.Group>
      <Menu.GroupLabel className="flex flex-col border-b border-line px-2.5 pt-1.5 pb-2">
        <span className="font-medium text-ink">{customerOf(customerId).name}</span>
        <span className="text-xs text-faint">
          {t("menuAbout", {
            service: words.service(serviceId),
            staff: staffOf(staffId).name,
            day: words.day(schedule.week, day, "short"),
            span: spanText(appointment),
          })}
        </span>
        <span className="text-xs text-faint">{words.state(appointment)}</span>
        {notes && <span className="pt-0.5 text-xs text-soft italic">{notes}</span>}
      </Menu.GroupLabel>
      <div className="pt-1">
        {allows("confirm", appointment) && <Item icon={Check} label={t("acts.confirm")} onClick={act("confirm")} />}
        {allows("move", appointment) && hasGrid && (
          <Item icon={Keyboard} label={t("moveKeys")} mark="M" onClick={() => schedule.moveByKeys(appointment)} />
        )}
        {allows("move", appointment) && (
          <Item
            icon={ArrowRightLeft}
            label={t("moveTo")}
            onClick={() => schedule.setDialog({ kind: "move", appointment })}
          />
        )}
        {SIMPLE.filter(({ kind }) => allows(kind, appointment)).map(({ kind, icon }) => (
          <Item key={kind} icon={icon} label={t(`acts.${kind}`)} onClick={act(kind)} />
        ))}
        {allows("note", appointment) && (
          <Item
            icon={StickyNote}
            label={t("editNote")}
            onClick={() => schedule.setDialog({ kind: "note", appointment })}
          />
        )}
        {allows("cancel", appointment) && (
          <Item icon={Ban} label={t("acts.cancel")} onClick={act("cancel")} isDangerous />
        )}
      </div>
    </Menu.Group>
  );
};

type ItemProps = { icon: LucideIcon; label: string; mark?: string; onClick: () => void; isDangerous?: boolean };

const Item = ({ icon: Icon, label, mark, onClick, isDangerous = false }: ItemProps) => (
  <Menu.Item
    onClick={onClick}
    className={classNames(
      "flex cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none select-none data-highlighted:bg-hover",
      isDangerous ? "text-bad" : "text-ink",
    )}
  >
    <Icon aria-hidden className="size-4 shrink-0" />
    <span className="grow">{label}</span>
    {mark && (
      <kbd aria-hidden className="rounded border border-line px-1.5 font-mono text-[0.6875rem] text-faint">
        {mark}
      </kbd>
    )}
  </Menu.Item>
);
