import { CalendarX } from "lucide-react";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { type BookQuery, readBookPage } from "#app/demo/book/book-page.ts";
import { BOOKER_COOKIE, readBooker } from "#app/demo/book/booker-cookie.ts";
import { BookingFrame } from "#app/demo/book/booking-frame.tsx";
import { BookingNotice } from "#app/demo/book/booking-notice.tsx";
import { pageWords } from "#app/demo/book/booking-words.ts";
import { ChoiceLink, DayStrip, Step, TimeGrid } from "#app/demo/book/choices.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { demoBooking } from "#server/demo/demo-booking.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("booking.book"))("title"),
});

type Props = { searchParams: Promise<BookQuery & { problem?: unknown }> };

/** Public booking page of the demo salon. It works without an account and without scripts. */
const BookPage = async ({ searchParams }: Props) => {
  // Read before the settings: otherwise a build prerenders the page with the settings of the build.
  const query = await searchParams;
  const demo = await demoBooking();
  if (!demo) notFound();
  const t = await serverTexts("booking.book");
  const words = await pageWords();
  const problem = words.problem(query.problem);
  const { services, staff, service, person, days, day, askedDay, times } = await readBookPage(demo, query);
  const booker = readBooker((await cookies()).get(BOOKER_COOKIE)?.value);
  const staffId = person?.id ?? "any";
  const hrefOf = (change: { service?: string; staff?: string; day?: string }) =>
    `/demo/book?${new URLSearchParams({ service: service?.id ?? "", staff: staffId, ...(askedDay && { day: askedDay }), ...change })}`;
  const nameOf = (id: string) => staff.find((one) => one.id === id)?.name ?? "";
  return (
    <BookingFrame salonName={demo.salon.name}>
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      {problem && <BookingNotice kind="problem" title={problem} />}
      <Step id="service" title={t("service")}>
        <ul className="flex flex-col gap-2">
          {services.map((one) => (
            <li key={one.id}>
              <ChoiceLink
                href={hrefOf({ service: one.id })}
                isChosen={one.id === service?.id}
                className="flex items-center justify-between gap-4 px-4 py-3"
              >
                <span className="flex min-w-0 flex-col">
                  <span className="text-sm font-medium">{words.service(one).name}</span>
                  <span className="text-[0.8125rem] text-pretty text-soft">{words.service(one).description}</span>
                </span>
                <span className="flex shrink-0 flex-col items-end">
                  <span className="text-sm font-medium tabular-nums">{words.price(one.price, one.currency)}</span>
                  <span className="text-[0.8125rem] text-soft">{words.duration(one.durationMinutes)}</span>
                </span>
              </ChoiceLink>
            </li>
          ))}
        </ul>
      </Step>
      <Step id="staff" title={t("staff")}>
        <ul className="flex flex-wrap gap-2">
          {[{ id: "any", name: t("anyone") }, ...staff].map(({ id, name }) => (
            <li key={id}>
              <ChoiceLink href={hrefOf({ staff: id })} isChosen={id === staffId} className="block px-4 py-2">
                <span className="text-sm font-medium">{name}</span>
              </ChoiceLink>
            </li>
          ))}
        </ul>
      </Step>
      <Step id="day" title={t("day")}>
        <DayStrip days={days} chosen={day} hrefOf={(one) => hrefOf({ day: one })} />
      </Step>
      {times.length === 0 || !service ? (
        <EmptyState icon={CalendarX} title={t("full", { day: words.day(day) })}>
          {t("fullAbout")}
        </EmptyState>
      ) : (
        <form method="post" action="/demo/book/appointments" className="flex flex-col gap-6">
          <input type="hidden" name="serviceId" value={service.id} />
          <input type="hidden" name="staffId" value={staffId} />
          <Step id="time" title={t("time", { day: words.day(day) })}>
            <TimeGrid
              times={times.map((free) => ({
                value: `${free.startsAt} ${free.staffId}`,
                time: free.startsAt.slice(11),
                staffName: nameOf(free.staffId),
              }))}
            />
          </Step>
          <Step id="you" title={t("details")}>
            <Field label={t("name")}>
              {(control) => (
                <Input
                  {...control}
                  name="name"
                  required
                  maxLength={100}
                  autoComplete="name"
                  defaultValue={booker.name}
                />
              )}
            </Field>
            <Field label={t("email")} hint={t("emailHint")}>
              {(control) => (
                <Input
                  {...control}
                  name="email"
                  type="email"
                  required
                  maxLength={200}
                  autoComplete="email"
                  defaultValue={booker.email}
                />
              )}
            </Field>
            <Field label={t("notes")} optional>
              {(control) => <Textarea {...control} name="notes" maxLength={2_000} />}
            </Field>
          </Step>
          <Button type="submit" variant="primary" size="large">
            {t("submit")}
          </Button>
        </form>
      )}
    </BookingFrame>
  );
};

export default BookPage;
