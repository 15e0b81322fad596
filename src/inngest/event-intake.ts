import { z } from "zod";
import type { Deps } from "#domain/context.ts";
import { isDatabaseAway } from "#domain/database-away.ts";
import { DomainError } from "#domain/errors.ts";
import { acceptEvents } from "#domain/events/accept-events.ts";
import { EVENTS_PER_REQUEST_MAX, inngestEvent, REQUEST_BYTES_MAX } from "#domain/events/event.schema.ts";
import { readInngestEvent } from "#domain/events/read-inngest-event.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import { countByTenant } from "#domain/limits/limits.ts";
import { rateLimitHeaders, refusalHeaders } from "#domain/limits/rate-limit-headers.ts";
import { readBytes } from "#domain/read-body.ts";
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
  { givenKey, eventKeys }: { givenKey: string; eventKeys: readonly string[] },
): Promise<Response> => {
  let leaveRoom = () => {};
  try {
    if (!isEventKey(givenKey, eventKeys)) {
      await deps.limits.noteWrongKey(clientKeyOf(request.headers));
      return refuse(401, "Unknown event key. Use the EVENT_KEY of this installation.");
    }
    const bytes = await readBytes(request, REQUEST_BYTES_MAX);
    leaveRoom = await deps.limits.takeRoom(bytes.byteLength);
    const posted: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const many = Array.isArray(posted) ? posted : [posted];
    const parsed = z.array(inngestEvent).safeParse(many);
    if (!parsed.success) return refuse(400, describeShape(parsed.error, many));
    const events = parsed.data.map(readInngestEvent);
    // More than a request may hold is refused for that reason, however often it is sent.
    const counted = events.length > EVENTS_PER_REQUEST_MAX ? [] : events;
    const budget = await deps.limits.takeEvents(countByTenant(counted));
    const accepted = await acceptEvents(deps, events).catch((error) => {
      throw error instanceof DomainError ? namingEvents(error, many) : error;
    });
    return Response.json({ ids: accepted.map(({ id }) => id), status: 200 }, { headers: rateLimitHeaders(budget) });
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(400, "The body is not JSON.");
    if (error instanceof DomainError) return refuse(statusOf(error), describeProblems(error), refusalHeaders(error));
    if (isDatabaseAway(error)) return refuse(503, AWAY);
    deps.log.error({ error: error instanceof Error ? error.message : String(error) }, "event intake broke");
    return refuse(500, "Something broke on our side. Nothing was stored; send again.");
  } finally {
    leaveRoom();
  }
};

const statusOf = ({ code }: DomainError): 400 | 413 | 429 | 503 =>
  code === "too_large" ? 413 : code === "rate_limited" ? 429 : code === "busy" ? 503 : 400;

const refuse = (status: number, error: string, headers: Record<string, string> = {}) =>
  Response.json(
    { error, status },
    { status, headers: { ...(status === 503 ? { "retry-after": "2" } : {}), ...headers } },
  );

const describeProblems = ({ message, errors }: DomainError) =>
  [message, ...errors.slice(0, PROBLEMS_MAX).map(({ path, message: why }) => `${path}: ${why}`)].join(" ");

const describeShape = ({ issues }: z.ZodError, posted: readonly unknown[]) =>
  describeProblems(
    namingEvents(
      new DomainError(
        "invalid",
        "Nothing was stored. An event is {name, data, id?, ts?}.",
        issues.map(({ path, message }) => ({ path: path.join("."), message })),
      ),
      posted,
    ),
  );

/** The fields by the SDK's names, each with the name and id of its event: `3.data.startTime (appointment.created bk_7)`. */
const namingEvents = ({ code, message, errors }: DomainError, posted: readonly unknown[]) =>
  new DomainError(
    code,
    message,
    errors.map(({ path, message: why }) => ({
      path: `${path.replace(/^(\d+)\.event$/, "$1.name").replace(/^(\d+)\.timestamp$/, "$1.ts")}${describeEvent(posted[Number.parseInt(path, 10)])}`,
      message: why,
    })),
  );

const describeEvent = (event: unknown): string => {
  const { name, id } = typeof event === "object" && event !== null ? (event as { name?: unknown; id?: unknown }) : {};
  const shown = [name, id].filter((text) => typeof text === "string").map((text) => String(text).slice(0, 100));
  return shown.length > 0 ? ` (${shown.join(" ")})` : "";
};
