import { z } from "zod";
import { answerForm } from "#app/demo/book/answer-form.ts";
import { byCustomerOf, manageKey } from "#app/demo/book/manage-link.ts";
import { rescheduleAppointment } from "#booking/appointments/reschedule-appointment.ts";

type Params = { params: Promise<{ key: string }> };

const fields = z.object({ time: z.string().length(16), version: z.coerce.number().int().min(1) });

/** Moves an appointment by its manage link. */
export const POST = async (request: Request, { params }: Params): Promise<Response> => {
  const { key } = await params;
  return answerForm(request, {
    fields,
    act: async (demo, { time, version }) => {
      const appointment = await manageKey(demo, key);
      const by = byCustomerOf(appointment);
      await rescheduleAppointment(demo.booking, by, { id: appointment.id, seenVersion: version, startsAt: time });
      return `/demo/book/manage/${appointment.linkKey}?done=moved`;
    },
    back: (form) =>
      `/demo/book/manage/${encodeURIComponent(key)}${form ? `?day=${encodeURIComponent(form.time.slice(0, 10))}` : ""}`,
  });
};
