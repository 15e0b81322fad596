import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError } from "#domain/errors.ts";
import type { LimitName } from "#domain/limits/limits.ts";
import { OTHER_PERSON } from "#domain/sessions/person-mark.values.ts";
import { actorOf } from "#domain/sessions/signed-in.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { TrpcContext } from "#trpc/context.ts";
import { fieldErrorsOf, messageOf, reasonOf, toTrpcError } from "#trpc/errors.ts";
import { holdsNul } from "#trpc/holds-nul.ts";

/** Lets a page notice within seconds that the server does not answer. */
const PING_MS = 5_000;
const SILENCE_MS_MAX = 12_000;
/** Maximum life of a stream; the browser reconnects. */
const STREAM_MS_MAX = 10 * 60_000;

/** Access level: who may call the procedure. */
export type Rung = "public" | "session" | "viewer" | "admin";

/**
 * `limit` names the tenant limit to count; default: reads or writes, by procedure type. `stream` marks streaming
 * procedures, which need a stream place.
 */
type Meta = { rung?: Rung; limit?: Exclude<LimitName, "events">; stream?: boolean };

const t = initTRPC
  .context<TrpcContext>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: messageOf(error),
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        fieldErrors: fieldErrorsOf(error),
        ...reasonOf(error),
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

const refusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

const NO_NUL = "Leave the invisible character NUL out.";

/** PostgreSQL rejects NUL in text, so no name and no id holds one. Last, because it is the first to read the input. */
const noNul = t.middleware(async ({ getRawInput, next }) => {
  if (holdsNul(await getRawInput()))
    throw new DomainError("invalid", NO_NUL, [{ path: "", message: NO_NUL, reason: "field_invisible" }]);
  return next();
});

const anyone = t.procedure.use(refusals);

/** Open without a session. Takes no input, so strangers' data is never parsed. */
export const publicProcedure = anyone.meta({ rung: "public" });

/** Counts procedures instead of requests: one batch holds several. */
const limits = t.middleware(async ({ ctx, type, meta, next }) => {
  if (ctx.session)
    await ctx.deps.limits.take(meta?.limit ?? (type === "mutation" ? "writes" : "reads"), ctx.session.tenantId);
  return next();
});

export const signedOut = () =>
  new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out. Please sign in again." });

/** Refuses a call of a page that shows another person's business; the page then renders anew. */
export const otherPerson = () =>
  new TRPCError({
    code: "PRECONDITION_FAILED",
    message: OTHER_PERSON,
  });

const signedIn = anyone.use(({ ctx, next }) => {
  if (!ctx.session) throw signedOut();
  return next({ ctx: { session: ctx.session } });
});

/** Signed-in person's own account: `ctx.session` names person and device. */
export const sessionProcedure = signedIn.meta({ rung: "session" }).use(limits).use(noNul);

/** Takes the tenant from the session, never from input. Row security hides other tenants. */
const ofTenant = signedIn.use(({ ctx, next }) =>
  next({ ctx: { actor: actorOf(ctx.session, ctx.from), deps: asTenant(ctx.deps, ctx.session.tenantId) } }),
);

/** Reads within the tenant. */
export const viewerProcedure = ofTenant.meta({ rung: "viewer" }).use(limits).use(noNul);

const VIEW_ONLY = "You can look, but not change anything. Ask an admin of your business.";

/** Changes, secrets, and connections to other hosts: admins only. */
export const adminProcedure = ofTenant
  .meta({ rung: "admin" })
  .use(({ ctx, next }) => {
    if (ctx.session.role !== "admin")
      throw new DomainError("forbidden", VIEW_ONLY, [{ path: "", message: VIEW_ONLY, reason: "view_only" }]);
    return next();
  })
  // Counts after the role check: refused calls of viewers must not use up the admins' limit.
  .use(limits)
  .use(noNul);
