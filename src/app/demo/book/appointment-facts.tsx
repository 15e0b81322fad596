import { CalendarX, CircleCheck } from "lucide-react";
import { priceText, STATUSES, whenText } from "#app/demo/book/booking-texts.ts";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { toWall } from "#booking/wall-clock.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";

/** The appointment as its customer sees it. */
export const AppointmentFacts = ({ appointment }: { appointment: Appointment }) => {
  const { service, staff, startsAt, timezone, status, price, currency } = appointment;
  const isOver = status === "canceled" || status === "no_show";
  const rows = [
    ["When", whenText(toWall(startsAt, timezone))],
    ["With", staff.name],
    ["Price", priceText(price, currency)],
  ];
  return (
    <Card
      title={service.name}
      action={
        <Badge tone={isOver ? "calm" : "ok"} icon={isOver ? CalendarX : CircleCheck}>
          {STATUSES[status] ?? status}
        </Badge>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-soft">{label}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
};
