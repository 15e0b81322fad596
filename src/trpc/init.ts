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
/** A stream ends after this long, and the browser opens it again. */
const STREAM_MS_MAX = 10 * 60_000;

/** The rung of the ladder that a procedure stands on: who may call it. */
export type Rung = "public" | "session" | "viewer" | "admin";

/**
 * `limit` is which of the tenant's limits a procedure counts for; reads or changes, by its kind, if left out. `stream` is for
 * those that answer bit by bit: each takes one of the places for streams.
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

/** Turns refusals of the domain into tRPC's codes. */
const refusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/**
 * PostgreSQL refuses NUL in text: nothing is called so, and nothing is to be found by it. Stands last, since it is the first to
 * read the input.
 */
const noNul = t.middleware(async ({ getRawInput, next }) => {
  if (holdsNul(await getRawInput())) throw new DomainError("invalid", "Leave the invisible character NUL out.");
  return next();
});

const anyone = t.procedure.use(refusals);

/** For everybody, signed in or not. Takes no input: what strangers send is not parsed. */
export const publicProcedure = anyone.meta({ rung: "public" });

/** Procedures are counted, not requests: one request may hold several. */
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

/** For whoever is signed in, about the own account only: `ctx.session` is who and on which device. */
export const sessionProcedure = signedIn.meta({ rung: "session" }).use(limits).use(noNul);

/** Who acts. The tenant is the session's, never an input's, and the database shows no other. */
const ofTenant = signedIn.use(({ ctx, next }) =>
  next({ ctx: { actor: actorOf(ctx.session, ctx.from), deps: asTenant(ctx.deps, ctx.session.tenantId) } }),
);

/** For everybody of a tenant, to look. */
export const viewerProcedure = ofTenant.meta({ rung: "viewer" }).use(limits).use(noNul);

/** For admins of a tenant: whatever changes something, shows a secret or makes us connect somewhere. */
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
  // After the role: what a viewer may not do uses up nothing of what the admins may.
  .use(limits)
  .use(noNul);
