import {
  Ban,
  Check,
  CheckCheck,
  CircleDashed,
  CreditCard,
  type LucideIcon,
  TriangleAlert,
  Undo2,
  UserX,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { dotted } from "#components/ui/dotted.ts";
import { customerOf } from "#features/playground/week/salon.ts";
import type { Appointment, AppointmentStatus, Payment } from "#features/playground/week/week.ts";
import { spanText, useWeekWords } from "#features/playground/week/week-words.ts";

const LOOKS: Record<AppointmentStatus, { icon: LucideIcon; look: string }> = {
  pending: { icon: CircleDashed, look: "border-dashed border-accent bg-surface text-accent" },
  confirmed: { icon: Check, look: "border-transparent bg-accent-tint text-accent" },
  completed: { icon: CheckCheck, look: "border-transparent bg-ok-tint text-ok" },
  no_show: { icon: UserX, look: "border-transparent bg-warn-tint text-warn" },
  canceled: { icon: Ban, look: "border-transparent bg-calm-tint text-calm" },
};

export const appointmentLook = ({ status }: Pick<Appointment, "status">): string => LOOKS[status].look;

const PAYMENTS: Record<Payment["status"], { icon: LucideIcon; look: string }> = {
  completed: { icon: CreditCard, look: "text-ok" },
  failed: { icon: TriangleAlert, look: "text-bad" },
  refunded: { icon: Undo2, look: "text-calm" },
};

/** State of an appointment as icons. Names for screen readers stand on the button around them. */
export const StateIcons = ({ appointment: { status, payment } }: { appointment: Appointment }) => {
  const { icon: Icon } = LOOKS[status];
  const Paid = payment && PAYMENTS[payment.status];
  return (
    <span aria-hidden className="flex shrink-0 items-center gap-1">
      {Paid && <Paid.icon className={classNames("size-3.5", Paid.look)} />}
      <Icon className="size-3.5" />
    </span>
  );
};

/** Says what the icons of appointments to come mean. */
export const StatusKey = () => {
  const t = useTranslations("playground.week.statuses");
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {(["confirmed", "pending"] as const).map((status) => {
        const { icon: Icon } = LOOKS[status];
        return (
          <li key={status} className="flex items-center gap-1">
            <Icon aria-hidden className="size-3.5 text-accent" />
            <span>{t(status)}</span>
          </li>
        );
      })}
    </ul>
  );
};

/** Content of an appointment in the schedule: as many lines as its time has room for. The spaces keep its words apart for screen readers. */
export const AppointmentCard = ({ appointment }: { appointment: Appointment }) => {
  const words = useWeekWords();
  const isShort = appointment.minutes < 30;
  const isLong = appointment.minutes > 30;
  const service = words.service(appointment.serviceId);
  return (
    <span
      aria-hidden
      title={dotted([customerOf(appointment.customerId).name, spanText(appointment), service])}
      className={classNames("flex h-full min-w-0 flex-col text-left leading-tight", isShort && "justify-center")}
    >
      <span className="flex min-w-0 items-center justify-between gap-1">
        <span className="truncate text-xs font-semibold text-ink">{customerOf(appointment.customerId).name}</span>
        <StateIcons appointment={appointment} />
      </span>{" "}
      {!isShort && (
        <span className="truncate text-[0.6875rem] text-soft">
          {isLong ? spanText(appointment) : `${spanText(appointment)} ${service}`}
        </span>
      )}{" "}
      {isLong && <span className="truncate text-[0.6875rem] text-soft">{service}</span>}
    </span>
  );
};
