import { createHash } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import { isDatabaseAway } from "#domain/database-unavailable.ts";
import { DomainError, type DomainErrorCode } from "#domain/errors.ts";
import { inngestEvent } from "#domain/events/event.schema.ts";
import { fieldPath } from "#domain/field-path.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import { rateLimitHeaders, refusalHeaders } from "#domain/limits/rate-limit-headers.ts";
import { writeLine } from "#domain/log-lines.ts";
import { acceptEvents, type Demand } from "#engine/accept/accept-events.ts";
import { sentData, takePostedEvents } from "#engine/accept/posted-events.ts";
import { readInngestEvent, SEED_HEADER, seededId } from "#engine/accept/read-inngest-event.ts";
import { isEventKey } from "#inngest/is-event-key.ts";

const PROBLEMS_MAX = 20;
/** A database that falls silent may have stored them: only it knows. */
const AWAY =
  "The database is away, and the events may not be stored. Send them again: those with an id are stored once.";

/**
 * `POST /e/{key}` as the Inngest SDK's `send` expects it: one event or an array; `{ids, status: 200}` once all of them are
 * stored. Errors carry a sentence in `error`, as Inngest's own event API does, and nothing of the request is stored then.
 */
export const answerEventIntake = async (
  deps: Deps,
  request: Request,
  { givenKey, eventKeys, env = null }: { givenKey: string; eventKeys: readonly string[]; env?: string | null },
): Promise<Response> => {
  let leave = () => {};
  try {
    if (!isEventKey(givenKey, eventKeys)) {
      await deps.limits.noteWrongKey(clientKeyOf(request.headers));
      return refuse(401, "Unknown event key. Use the EVENT_KEY of this installation.");
    }
    refuseOtherEnv(request.headers.get("x-inngest-env"), env);
    // The SDK's body has no other type than its own; programs that send by hand often name none.
    refuseOtherMedia(request.headers, { needsType: false });
    const taken = await takePostedEvents(request, {
      admit: deps.limits.admitBody,
      key: createHash("sha256").update(givenKey).digest("hex"),
    });
    leave = taken.leave;
    const now = deps.clock();
    const seed = request.headers.get(SEED_HEADER);
    const labels: string[] = [];
    let headers: Record<string, string> = {};
    const events = taken.posted.read((value, index) => {
      labels[index] = describeEvent(value);
      const parsed = inngestEvent.safeParse(value);
      return parsed.success
        ? readInngestEvent({ ...parsed.data, data: sentData(value) }, { seeded: seededId(seed, index), now })
        : { errors: parsed.error.issues.map(({ path, message }) => ({ path: fieldPath(path), message })) };
    });
    const admit = async (demand: Demand) => {
      headers = rateLimitHeaders(await deps.limits.takeEvents(countsOf(demand, "events")));
      await deps.limits.takeBytes(countsOf(demand, "bytes"));
    };
    const accepted = await acceptEvents(deps, events, { admit, whenFull: "reject" }).catch((error) => {
      throw error instanceof DomainError && error.errors.length > 0 ? namingEvents(error, labels) : error;
    });
    return Response.json({ ids: accepted.map(({ id }) => id), status: 200 }, { headers });
  } catch (error) {
    if (error instanceof DomainError)
      return refuse(STATUS_OF[error.code], describeProblems(error), refusalHeaders(error));
    if (isDatabaseAway(error)) {
      writeLine(deps.log, "database unavailable", { handler: "event intake", err: error });
      return refuse(503, AWAY);
    }
    writeLine(deps.log, "request failed", { handler: "event intake", procedure: null, err: error });
    return refuse(500, "Something broke on our side. Nothing was stored; send again.");
  } finally {
    leave();
  }
};

/** A preview deployment that has the key of production must not reach production's receivers. */
const refuseOtherEnv = (given: string | null, own: string | null) => {
  if (own === null || given === null || given === own) return;
  const shown = JSON.stringify(given.slice(0, 100));
  throw new DomainError(
    "invalid",
    `These events are for the environment ${shown}, and this is ${JSON.stringify(own)}.`,
  );
};

/** A refusal that the SDK should not repeat is 400, as at Inngest. */
const STATUS_OF: Record<DomainErrorCode, 400 | 401 | 408 | 413 | 415 | 429 | 503> = {
  unauthorized: 401,
  forbidden: 400,
  not_found: 400,
  conflict: 400,
  malformed: 400,
  unsupported_media: 415,
  invalid: 400,
  timed_out: 408,
  too_large: 413,
  rate_limited: 429,
  busy: 503,
};

const countsOf = (demand: Demand, what: "events" | "bytes") =>
  new Map([...demand].map(([tenantId, counted]) => [tenantId, counted[what]] as const));

const refuse = (status: number, error: string, headers: Record<string, string> = {}) =>
  Response.json(
    { error, status },
    {
      status,
      headers: {
        ...(status === 429 || status === 503 ? { "retry-after": "2" } : {}),
        // The rest of the body is not read.
        ...(status === 408 ? { connection: "close" } : {}),
        ...headers,
      },
    },
  );

const describeProblems = ({ message, errors }: DomainError) =>
  [
    message,
    ...errors.slice(0, PROBLEMS_MAX).map(({ path, message: why }) => `${path}: ${why}`),
    ...(errors.length > PROBLEMS_MAX ? [`And ${errors.length - PROBLEMS_MAX} more.`] : []),
  ].join(" ");

/** The fields by the SDK's names, each with the name and id of its event: `3.data.startTime (appointment.created bk_7)`. */
const namingEvents = ({ code, message, errors }: DomainError, labels: readonly string[]) =>
  new DomainError(
    code,
    message,
    errors.map(({ path, message: why }) => ({
      path: `${path.replace(/^(\d+)\.event$/, "$1.name").replace(/^(\d+)\.(timestamp|deliverAt)$/, "$1.ts")}${labels[Number.parseInt(path, 10)] ?? ""}`,
      message: why,
    })),
  );

const describeEvent = (event: unknown): string => {
  const { name, id } = typeof event === "object" && event !== null ? (event as { name?: unknown; id?: unknown }) : {};
  const shown = [name, id].filter((text) => typeof text === "string").map((text) => String(text).slice(0, 100));
  return shown.length > 0 ? ` (${shown.join(" ")})` : "";
};
