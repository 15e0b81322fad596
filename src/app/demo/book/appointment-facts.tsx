import { CalendarX, CircleCheck } from "lucide-react";
import { pageWords } from "#app/demo/book/booking-words.ts";
import { serverTexts } from "#app/server-texts.ts";
import type { Appointment } from "#booking/appointments/appointment.ts";
import { toWall } from "#booking/wall-clock.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";

/** The appointment as its customer sees it. */
export const AppointmentFacts = async ({ appointment }: { appointment: Appointment }) => {
  const t = await serverTexts("booking.manage");
  const words = await pageWords();
  const { service, staff, startsAt, timezone, status, price, currency } = appointment;
  const isOver = status === "canceled" || status === "no_show";
  const rows = [
    [t("when"), words.when(toWall(startsAt, timezone))],
    [t("staff"), staff.name],
    [t("price"), words.price(price, currency)],
  ];
  return (
    <Card
      title={words.service(service).name}
      action={
        <Badge tone={isOver ? "calm" : "ok"} icon={isOver ? CalendarX : CircleCheck}>
          {words.status(status)}
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
