import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { emailSettingsView, setEmailInput } from "#domain/notifications/email-kind.schema.ts";
import { getEmailSettings, setEmail } from "#domain/notifications/email-settings.ts";
import { endOtherSessions, endSession } from "#domain/sessions/end-session.ts";
import { getAccount } from "#domain/sessions/get-account.ts";
import { listSessions } from "#domain/sessions/list-sessions.ts";
import { personMark } from "#domain/sessions/person-mark.ts";
import { accountView, sessionsView } from "#domain/sessions/session.schema.ts";
import { publicProcedure, router, sessionProcedure } from "#trpc/init.ts";

/** Own account procedures; viewers may call them too. */
export const accountRouter = router({
  /** Tells whose session the request has; null without one. A 401 would log a console error. */
  personMark: publicProcedure
    .output(z.string().nullable())
    .query(({ ctx }) => (ctx.session ? personMark(ctx.session) : null)),

  get: sessionProcedure.output(accountView).query(({ ctx }) => getAccount(ctx.deps, ctx.session)),

  sessions: sessionProcedure.output(sessionsView).query(({ ctx }) => listSessions(ctx.deps, ctx.session)),

  endSession: sessionProcedure.input(z.strictObject({ id: objectId })).mutation(async ({ ctx, input }) => {
    await endSession(ctx.deps, ctx.session, input, ctx.from);
  }),

  endOtherSessions: sessionProcedure
    .output(z.object({ count: z.int() }))
    .mutation(({ ctx }) => endOtherSessions(ctx.deps, ctx.session, ctx.from)),

  emails: sessionProcedure.output(emailSettingsView).query(({ ctx }) => getEmailSettings(ctx.deps, ctx.session)),

  setEmail: sessionProcedure.input(setEmailInput).mutation(async ({ ctx, input }) => {
    await setEmail(ctx.deps, ctx.session, input, ctx.from);
  }),
});
