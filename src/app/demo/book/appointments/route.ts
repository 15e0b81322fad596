import { z } from "zod";
import { answerForm } from "#app/demo/book/answer-form.ts";
import { bookerCookie } from "#app/demo/book/booker-cookie.ts";
import { bookAppointment } from "#booking/appointments/book-appointment.ts";

/** `time` is a wall-clock time and a staff member, such as `2026-12-05T10:00 stf_maria`. */
const fields = z.object({
  serviceId: z.string().max(100),
  staffId: z.string().max(100),
  time: z.string().regex(/^\S{16} \S{1,100}$/),
  name: z.string().max(100),
  email: z.string().max(200),
  notes: z.string().max(2_000).default(""),
});

/** Books for a customer, and goes on to the manage link. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, {
    fields,
    act: async ({ booking, salon: { tenantId } }, { serviceId, time, name, email, notes }) => {
      const [startsAt = "", staffId = ""] = time.split(" ");
      const { linkKey } = await bookAppointment(
        booking,
        { tenantId, actor: { kind: "customer", name }, cause: "customer_link" },
        { serviceId, staffId, startsAt, customer: { name, email }, notes },
      );
      return `/demo/book/manage/${linkKey}?done=booked`;
    },
    back: (form) => {
      if (!form) return "/demo/book";
      const { serviceId, staffId, time } = form;
      return `/demo/book?${new URLSearchParams({ service: serviceId, staff: staffId, day: time.slice(0, 10) })}`;
    },
    cookie: bookerCookie,
  });
