import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError } from "#domain/errors.ts";
import type { LimitName } from "#domain/limits/limits.ts";
import { actorOf } from "#domain/sessions/signed-in.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { TrpcContext } from "#trpc/context.ts";
import { fieldErrorsOf, messageOf, toTrpcError } from "#trpc/errors.ts";
import { holdsNul } from "#trpc/holds-nul.ts";

const PING_MS = 15_000;
const SILENCE_MS_MAX = 45_000;
/** Longest life of a stream; the browser opens it again. */
const STREAM_MS_MAX = 10 * 60_000;

/** The rung of the ladder: who may call the procedure. */
export type Rung = "public" | "session" | "viewer" | "admin";

/**
 * `limit` is the tenant's limit that a procedure counts for; by its kind (reads or changes) if left out. `stream` marks
 * procedures that answer bit by bit: each takes a place for streams.
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

/** Maps refusals of the domain to tRPC's codes. */
const refusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** PostgreSQL refuses NUL in text, so that no name and no id has one. Last, since it is the first to read the input. */
const noNul = t.middleware(async ({ getRawInput, next }) => {
  if (holdsNul(await getRawInput())) throw new DomainError("invalid", "Leave the invisible character NUL out.");
  return next();
});

const anyone = t.procedure.use(refusals);

/** Open to all, without a session. Takes no input: nothing from strangers is parsed. */
export const publicProcedure = anyone.meta({ rung: "public" });

/** Counts procedures, not requests: one request may hold several. */
const limits = t.middleware(async ({ ctx, type, meta, next }) => {
  if (ctx.session)
    await ctx.deps.limits.take(meta?.limit ?? (type === "mutation" ? "writes" : "reads"), ctx.session.tenantId);
  return next();
});

export const signedOut = () =>
  new TRPCError({ code: "UNAUTHORIZED", message: "You are signed out. Please sign in again." });

const signedIn = anyone.use(({ ctx, next }) => {
  if (!ctx.session) throw signedOut();
  return next({ ctx: { session: ctx.session } });
});

/** For a signed-in person's own account: `ctx.session` names person and device. */
export const sessionProcedure = signedIn.meta({ rung: "session" }).use(limits).use(noNul);

/** The actor. The tenant is the session's, never an input's, and the database shows no other. */
const ofTenant = signedIn.use(({ ctx, next }) =>
  next({ ctx: { actor: actorOf(ctx.session, ctx.from), deps: asTenant(ctx.deps, ctx.session.tenantId) } }),
);

/** For all of a tenant, to read. */
export const viewerProcedure = ofTenant.meta({ rung: "viewer" }).use(limits).use(noNul);

/** For a tenant's admins: changes, secrets, and connections to other hosts. */
export const adminProcedure = ofTenant
  .meta({ rung: "admin" })
  .use(({ ctx, next }) => {
    if (ctx.session.role !== "admin")
      throw new TRPCError({
        code: "FORBIDDEN",
        message: "You can look, but not change anything. Ask an admin of your business.",
      });
    return next();
  })
  // After the role: a viewer's refused calls do not count against the admins.
  .use(limits)
  .use(noNul);
