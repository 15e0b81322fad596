import { ChevronDown } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AppointmentFacts } from "#app/demo/book/appointment-facts.tsx";
import { daysFrom } from "#app/demo/book/book-page.ts";
import { BookingFrame } from "#app/demo/book/booking-frame.tsx";
import { BookingNotice } from "#app/demo/book/booking-notice.tsx";
import { pageWords } from "#app/demo/book/booking-words.ts";
import { DayStrip, Step, TimeGrid } from "#app/demo/book/choices.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { type Appointment, findByLink, OPEN } from "#booking/appointments/appointment.ts";
import { listFreeTimes } from "#booking/appointments/list-free-times.ts";
import { toWall } from "#booking/wall-clock.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { type DemoBooking, demoBooking } from "#server/demo/demo-booking.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("booking.manage"))("title"),
});

type Props = {
  params: Promise<{ key: string }>;
  searchParams: Promise<{ day?: unknown; done?: unknown; problem?: unknown }>;
};

/** Page of a manage link: its reader may move or cancel the appointment. */
const ManagePage = async ({ params, searchParams }: Props) => {
  const demo = await demoBooking();
  if (!demo) notFound();
  const { key } = await params;
  const appointment = await findByLink(demo.booking.db, { tenantId: demo.salon.tenantId, linkKey: key });
  if (!appointment) notFound();
  const query = await searchParams;
  const t = await serverTexts("booking.manage");
  const words = await pageWords();
  const isOpen = OPEN.some((status) => status === appointment.status);
  const problem = words.problem(query.problem);
  const done = words.done(query.done, isOpen);
  return (
    <BookingFrame salonName={demo.salon.name}>
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      {problem && <BookingNotice kind="problem" title={problem} />}
      {done && (
        <BookingNotice kind="done" title={done}>
          {isOpen && <p className="text-[0.8125rem]">{t("keepLink")}</p>}
          <p className="text-[0.8125rem] text-soft">{t("saved")}</p>
          <ButtonLink href="/events" size="small">
            {t("events")}
          </ButtonLink>
        </BookingNotice>
      )}
      <AppointmentFacts appointment={appointment} />
      {isOpen && <Move demo={demo} appointment={appointment} day={typeof query.day === "string" ? query.day : null} />}
      {isOpen && <Cancel appointment={appointment} />}
      <ButtonLink href="/demo/book" className="self-start">
        {t("another")}
      </ButtonLink>
    </BookingFrame>
  );
};

const Move = async ({
  demo: { booking },
  appointment,
  day: asked,
}: {
  demo: DemoBooking;
  appointment: Appointment;
  day: string | null;
}) => {
  const { id, tenantId, timezone, startsAt, endsAt, staff, linkKey, version } = appointment;
  const days = daysFrom(booking.clock(), timezone);
  const own = toWall(startsAt, timezone).slice(0, 10);
  const day = [asked, own].find((one) => one !== null && days.includes(one)) ?? days[0] ?? own;
  const times = await listFreeTimes(booking, {
    tenantId,
    durationMinutes: (endsAt.getTime() - startsAt.getTime()) / 60_000,
    staffIds: [staff.id],
    day,
    movingId: id,
  });
  const t = await serverTexts("booking.manage");
  const words = await pageWords();
  const others = times.filter((free) => free.startsAt !== toWall(startsAt, timezone));
  return (
    <Step id="move" title={t("move")}>
      <DayStrip days={days} chosen={day} hrefOf={(one) => `/demo/book/manage/${linkKey}?day=${one}`} />
      {others.length === 0 ? (
        <p className="text-soft">{t("noTime", { staff: staff.name, day: words.day(day) })}</p>
      ) : (
        <form method="post" action={`/demo/book/manage/${linkKey}/move`} className="flex flex-col gap-4">
          <input type="hidden" name="version" value={version} />
          <h3 className="text-sm font-medium">{t("time", { day: words.day(day) })}</h3>
          <TimeGrid
            times={others.map((free) => ({
              value: free.startsAt,
              time: free.startsAt.slice(11),
              staffName: staff.name,
            }))}
          />
          <Button type="submit" className="self-start">
            {t("moveSubmit")}
          </Button>
        </form>
      )}
    </Step>
  );
};

const Cancel = async ({ appointment: { linkKey, version } }: { appointment: Appointment }) => {
  const t = await serverTexts("booking.manage");
  return (
    <details id="cancel" className="group rounded-2xl border border-line bg-surface shadow-card">
      <summary className="flex items-center justify-between rounded-2xl px-5 py-4 text-sm font-medium text-bad">
        <span>{t("cancel")}</span>
        <ChevronDown aria-hidden className="size-4 group-open:rotate-180" />
      </summary>
      <form method="post" action={`/demo/book/manage/${linkKey}/cancel`} className="flex flex-col gap-4 px-5 pb-5">
        <input type="hidden" name="version" value={version} />
        <Field label={t("reason")} optional>
          {(control) => <Textarea {...control} name="reason" maxLength={500} />}
        </Field>
        <Button type="submit" variant="danger" className="self-start">
          {t("cancelSubmit")}
        </Button>
      </form>
    </details>
  );
};

export default ManagePage;
