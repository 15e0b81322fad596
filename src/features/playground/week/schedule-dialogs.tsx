import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, FieldError } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { obstacleOf, type Why } from "#features/playground/week/act.ts";
import { currentStop } from "#features/playground/week/current-stop.ts";
import { Labeled, PlaceFields } from "#features/playground/week/place-fields.tsx";
import { CUSTOMERS, customerOf, SERVICES, serviceOf } from "#features/playground/week/salon.ts";
import type { Schedule } from "#features/playground/week/use-schedule.ts";
import type { Appointment, Place } from "#features/playground/week/week.ts";
import { useWeekWords } from "#features/playground/week/week-words.ts";

/** Windows in which a person books, moves or notes. */
export const ScheduleDialogs = ({ schedule }: { schedule: Schedule }) => {
  const t = useTranslations("playground.week");
  const { dialog } = schedule;
  const close = () => schedule.setDialog(null);
  return (
    <Dialog
      open={dialog !== null}
      onClose={close}
      title={dialog ? t(dialog.kind) : ""}
      description={dialog && "appointment" in dialog ? customerOf(dialog.appointment.customerId).name : undefined}
      finalFocus={currentStop}
    >
      {dialog?.kind === "book" && <BookForm place={dialog.place} schedule={schedule} onClose={close} />}
      {dialog?.kind === "move" && <MoveForm appointment={dialog.appointment} schedule={schedule} onClose={close} />}
      {dialog?.kind === "note" && <NoteForm appointment={dialog.appointment} schedule={schedule} onClose={close} />}
    </Dialog>
  );
};

type FormProps = { schedule: Schedule; onClose: () => void };

const BookForm = ({ place: first, schedule, onClose }: FormProps & { place: Place }) => {
  const words = useWeekWords();
  const t = useTranslations("playground.week");
  const { week } = schedule;
  const [place, setPlace] = useState(first);
  const [customerId, setCustomer] = useState(() => freeCustomer(schedule));
  const [serviceId, setService] = useState(() => longestFit(schedule, first));
  const { minutes } = serviceOf(serviceId);
  return (
    <ActForm
      submit={t("bookButton")}
      onClose={onClose}
      obstacle={obstacleOf(week, place, minutes)}
      onSubmit={() => schedule.perform({ kind: "book", place, serviceId, customerId })}
    >
      <Labeled label={t("service")}>
        <Select
          label={t("service")}
          items={SERVICES.map((one) => ({
            value: one.serviceId,
            label: words.service(one.serviceId),
            hint: t("serviceHint", { minutes: one.minutes, price: words.price(one.price) }),
          }))}
          value={serviceId}
          onChange={setService}
        />
      </Labeled>
      <Labeled label={t("who")}>
        <Select
          label={t("who")}
          items={CUSTOMERS.map((one) => ({ value: one.customerId, label: one.name }))}
          value={customerId}
          onChange={setCustomer}
        />
      </Labeled>
      <PlaceFields week={week} place={place} minutes={minutes} onChange={setPlace} />
    </ActForm>
  );
};

const MoveForm = ({ appointment, schedule, onClose }: FormProps & { appointment: Appointment }) => {
  const t = useTranslations("playground.week");
  const { appointmentId, minutes, day, start, staffId } = appointment;
  const [place, setPlace] = useState<Place>({ day, start, staffId });
  const isSame = place.day === day && place.start === start && place.staffId === staffId;
  return (
    <ActForm
      submit={t("moveButton")}
      onClose={onClose}
      obstacle={isSame ? null : obstacleOf(schedule.week, place, minutes, appointmentId)}
      onSubmit={() => isSame || schedule.perform({ kind: "move", appointmentId, place })}
    >
      <PlaceFields week={schedule.week} place={place} minutes={minutes} except={appointmentId} onChange={setPlace} />
    </ActForm>
  );
};

const NOTE_CHARS_MAX = 500;

const NoteForm = ({ appointment, schedule, onClose }: FormProps & { appointment: Appointment }) => {
  const t = useTranslations("playground.week");
  const [notes, setNotes] = useState(appointment.notes ?? "");
  const isSame = (notes.trim() || null) === appointment.notes;
  return (
    <ActForm
      submit={t("noteButton")}
      onClose={onClose}
      obstacle={null}
      onSubmit={() => isSame || schedule.perform({ kind: "note", appointmentId: appointment.appointmentId, notes })}
    >
      <div className="sm:col-span-2">
        <Field label={t("noteLabel")}>
          {(control) => (
            <Textarea
              {...control}
              value={notes}
              maxLength={NOTE_CHARS_MAX}
              onChange={(event) => setNotes(event.target.value)}
            />
          )}
        </Field>
      </div>
    </ActForm>
  );
};

type ActFormProps = {
  submit: string;
  /** Reason that forbids the act now; null = possible. */
  obstacle: Why | null;
  /** Returns whether the act is done. */
  onSubmit: () => boolean;
  onClose: () => void;
  children: ReactNode;
};

const ActForm = ({ submit, obstacle, onSubmit, onClose, children }: ActFormProps) => {
  const words = useWeekWords();
  const t = useTranslations("playground.week");
  const [isRefused, setRefused] = useState(false);
  const onFormSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (obstacle === null && onSubmit()) onClose();
    else setRefused(true);
  };
  return (
    <form onSubmit={onFormSubmit} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
      <FieldError message={isRefused && obstacle ? words.why(obstacle) : undefined} />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{t("cancelDialog")}</Button>
        <Button type="submit" variant="primary">
          {submit}
        </Button>
      </div>
    </form>
  );
};

/** Finds the longest service up to a haircut that fits into the gap. */
const longestFit = ({ week }: Schedule, place: Place): string => {
  const fitting = SERVICES.filter(({ minutes }) => minutes <= 45 && obstacleOf(week, place, minutes) === null);
  return (fitting.at(-1) ?? SERVICES[0])?.serviceId ?? "";
};

/** Picks a customer without an appointment on this day, so that a first try looks natural. */
const freeCustomer = ({ week, day }: Schedule): string => {
  const busy = new Set(week.appointments.filter((one) => one.day === day).map(({ customerId }) => customerId));
  return (CUSTOMERS.find(({ customerId }) => !busy.has(customerId)) ?? CUSTOMERS[0])?.customerId ?? "";
};
