import { initTRPC, TRPCError } from "@trpc/server";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { actorOf, type TrpcContext } from "#trpc/context.ts";
import { fieldErrorsOf, messageOf, toTrpcError } from "#trpc/errors.ts";

const PING_MS = 15_000;
const SILENCE_MS_MAX = 45_000;
/** A stream ends after this long and the browser opens it again: that is when a sign-out elsewhere takes effect. */
const STREAM_MS_MAX = 10 * 60_000;

const t = initTRPC.context<TrpcContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    message: messageOf(error),
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      path: shape.data.path,
      fieldErrors: fieldErrorsOf(error),
    },
  }),
  sse: {
    maxDurationMs: STREAM_MS_MAX,
    ping: { enabled: true, intervalMs: PING_MS },
    client: { reconnectAfterInactivityMs: SILENCE_MS_MAX },
  },
  jsonl: { pingMs: PING_MS },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Turns refusals of the domain into tRPC's codes. */
const refusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** For everybody, signed in or not. */
export const publicProcedure = t.procedure.use(refusals);

/** For whoever is signed in. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.session) throw new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out. Please sign in again." });
  return next({ ctx: { session: ctx.session } });
});

/** For a person of a tenant: `ctx.actor` is who acts. The tenant is the session's, never an input's, and the database shows no other. */
export const tenantProcedure = sessionProcedure.use(({ ctx, next }) =>
  next({ ctx: { actor: actorOf(ctx.session), deps: asTenant(ctx.deps, ctx.session.tenantId) } }),
);
