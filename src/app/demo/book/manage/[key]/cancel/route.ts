import { z } from "zod";
import { answerForm } from "#app/demo/book/answer-form.ts";
import { byCustomerOf, manageKey } from "#app/demo/book/manage-link.ts";
import { cancelAppointment } from "#booking/appointments/cancel-appointment.ts";

type Params = { params: Promise<{ key: string }> };

const fields = z.object({ reason: z.string().max(500).default(""), version: z.coerce.number().int().min(1) });

/** Cancels an appointment by its manage link. */
export const POST = async (request: Request, { params }: Params): Promise<Response> => {
  const { key } = await params;
  return answerForm(request, {
    fields,
    act: async (demo, { reason, version }) => {
      const appointment = await manageKey(demo, key);
      const by = byCustomerOf(appointment);
      await cancelAppointment(demo.booking, by, { id: appointment.id, seenVersion: version, reason });
      return `/demo/book/manage/${appointment.linkKey}?done=canceled`;
    },
    back: () => `/demo/book/manage/${encodeURIComponent(key)}`,
  });
};
