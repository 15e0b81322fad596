import { type ApiAnswer, type ApiRequest, emptyAnswer, jsonAnswer, type Resource } from "#domain/api-message.ts";
import { DomainError, describeFields, type FieldError } from "#domain/errors.ts";
import { inngestEvent } from "#domain/events/event.schema.ts";
import { explainIssue } from "#domain/explain-issue.ts";
import { fieldPath } from "#domain/field-path.ts";
import { type RefusalStatus, refusalOf } from "#domain/http/refusal.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";
import { writeLine } from "#domain/log-lines.ts";
import { acceptEvents, type Demand } from "#engine/accept/accept-events.ts";
import { sentData, takePostedEvents } from "#engine/accept/posted-events.ts";
import { readInngestEvent, SEED_HEADER, seededId } from "#engine/accept/read-inngest-event.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { isEventKey } from "#inngest/is-event-key.ts";

type Settings = { eventKeys: readonly string[]; env?: string | null };

export const eventResource = (deps: EngineDeps, settings: Settings): Resource => ({
  path: "/e/{key}",
  answer: async (request, { key = "" }) => {
    if (request.method === "POST") return answerEventIntake(deps, request, { givenKey: key, ...settings });
    if (request.method === "OPTIONS") return emptyAnswer(204, { Allow: "POST" });
    return refuse(405, `${request.method} is not possible here. Use POST.`, { Allow: "POST" });
  },
});

/**
 * Answers `POST /e/{key}` as the Inngest SDK's `send` expects: `{ids, status: 200}` after all events are stored, or `{error}` after
 * none is stored.
 */
export const answerEventIntake = async (
  deps: EngineDeps,
  request: ApiRequest,
  { givenKey, eventKeys, env = null }: Settings & { givenKey: string },
): Promise<ApiAnswer> => {
  let leave = () => {};
  let fields: FieldError[] = [];
  try {
    if (!isEventKey(givenKey, eventKeys)) {
      await deps.limits.noteWrongKey(clientKeyOf(request.headers));
      return refuse(401, "Unknown event key. Use the EVENT_KEY of this installation.");
    }
    refuseOtherEnv(request.headers.get("x-inngest-env"), env);
    // Other clients often send no Content-Type.
    refuseOtherMedia(request.headers, { needsType: false });
    const taken = await takePostedEvents(request, {
      admit: deps.limits.admitBody,
      key: givenKey,
    });
    leave = taken.leave;
    const now = deps.clock();
    const seed = request.headers.get(SEED_HEADER);
    const labels: string[] = [];
    let headers: Record<string, string> = {};
    const events = taken.posted.read((value, index) => {
      labels[index] = describeEvent(value);
      const parsed = inngestEvent.safeParse(value, { error: explainIssue });
      return parsed.success
        ? readInngestEvent({ ...parsed.data, data: sentData(value) }, { seeded: seededId(seed, index), now })
        : { errors: parsed.error.issues.map(({ path, message }) => ({ path: fieldPath(path), message })) };
    });
    const admit = async (demand: Demand) => {
      headers = rateLimitHeaders(await deps.limits.takeEvents(countsOf(demand, "events")));
      await deps.limits.takeBytes(countsOf(demand, "bytes"));
    };
    const { unknownTenants } = deps.settings;
    const sharing = { admit, whenFull: "reject", unknownTenants, store: deps.storeShared } as const;
    const accepted = await acceptEvents(deps, events, sharing).catch((error) => {
      if (!(error instanceof DomainError) || error.errors.length === 0) throw error;
      fields = error.errors.map(sdkField);
      throw namingEvents(error, labels);
    });
    return jsonAnswer(200, { ids: accepted.map(({ id }) => id), status: 200 }, headers);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) {
      const { status, message, errors, headers, isOutage } = refusal;
      if (isOutage) writeLine(deps.log, "database unavailable", { handler: "event intake", err: error });
      const more = isOutage ? "Events with an id are stored once." : describeFields(errors);
      return refuse(sdkStatus(status), [message, more].join(" ").trimEnd(), headers, fields);
    }
    writeLine(deps.log, "request failed", { handler: "event intake", procedure: null, err: error });
    return refuse(500, "Something broke on our side. Nothing was stored; send again.");
  } finally {
    leave();
  }
};

/** A preview deployment may have the key of production. */
const refuseOtherEnv = (given: string | null, own: string | null) => {
  if (own === null || given === null || given === own) return;
  const shown = JSON.stringify(given.slice(0, 100));
  throw new DomainError(
    "invalid",
    `These events are for the environment ${shown}, and this is ${JSON.stringify(own)}.`,
  );
};

/** Answers 400 as Inngest does when the SDK should not send the request again. */
const sdkStatus = (status: RefusalStatus): number => ([403, 404, 409, 422].includes(status) ? 400 : status);

const countsOf = (demand: Demand, what: "events" | "bytes") =>
  new Map([...demand].map(([tenantId, counted]) => [tenantId, counted[what]] as const));

const FIELDS_MAX = 50;

/** `errors` repeats for programs what `error` says of single fields. The SDK ignores it. */
const refuse = (
  status: number,
  error: string,
  headers: Record<string, string> = {},
  fields: readonly FieldError[] = [],
): ApiAnswer =>
  jsonAnswer(status, { error, status, ...(fields.length > 0 ? { errors: fields.slice(0, FIELDS_MAX) } : {}) }, headers);

/** Renames fields to those of the SDK's event. */
const sdkField = ({ path, message }: FieldError): FieldError => ({
  path: path.replace(/^(\d+)\.event$/, "$1.name").replace(/^(\d+)\.(timestamp|deliverAt)$/, "$1.ts"),
  message,
});

/** Adds name and id of the event: `3.data.startTime (appointment.created bk_7)`. */
const namingEvents = ({ code, message, errors }: DomainError, labels: readonly string[]) =>
  new DomainError(
    code,
    message,
    errors.map(sdkField).map(({ path, message: why }) => ({
      path: `${path}${labels[Number.parseInt(path, 10)] ?? ""}`,
      message: why,
    })),
  );

const describeEvent = (event: unknown): string => {
  const { name, id } = typeof event === "object" && event !== null ? (event as { name?: unknown; id?: unknown }) : {};
  const shown = [name, id].filter((text) => typeof text === "string").map((text) => String(text).slice(0, 100));
  return shown.length > 0 ? ` (${shown.join(" ")})` : "";
};
