import { createHash } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import {
  type ApiAnswer,
  type ApiHandler,
  type ApiRequest,
  emptyAnswer,
  jsonAnswer,
  type PathParams,
  streamAnswer,
} from "#domain/api-message.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import { ID_CHARS_MAX } from "#domain/bounded.schema.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import type { Budget, LimitName } from "#domain/limits/limits.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";
import { tenantSuspended } from "#domain/pauses/tenant-suspended.ts";
import type { ReadOptions } from "#domain/read-body.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { takePostedEvents } from "#engine/accept/posted-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { answerOnce, checkIdempotencyKey } from "#rest/answer-once.ts";
import { chooseMediaType, JSON_TYPE } from "#rest/choose-media-type.ts";
import { problemOf } from "#rest/problem.ts";
import { takeJson } from "#rest/read-json.ts";
import { readQuery } from "#rest/read-query.ts";
import { type Route, takesIdempotencyKey } from "#rest/route.ts";

const BODY_BYTES_MAX = 1024 * 1024;

/**
 * Serves one route. Never throws: errors become problem documents. Each response shows the rest of the tenant's limit.
 * A key without the scope uses up reads only, so it cannot block calls of other keys.
 */
export const serveRoute =
  (route: Route, deps: EngineDeps): ApiHandler =>
  async (request, params) => {
    const headers: Record<string, string> = { "Cache-Control": "no-store" };
    let leave = () => {};
    try {
      const caller = route.scope === null ? null : await authenticate(deps, request);
      const actor = caller?.actor ?? null;
      const count = async (limit: LimitName | null, events = 1) => {
        if (actor && limit) Object.assign(headers, rateLimitHeaders(await take(deps, limit, actor.tenantId, events)));
      };
      const isCountedByBody = route.limit === "events";
      // Events of a suspended tenant are stored as rejected, so that its backend need not know of the suspension.
      if (actor && !route.takesEvents && deps.pauses.isSuspended(actor.tenantId)) {
        await count("reads");
        throw tenantSuspended();
      }
      if (caller && route.scope !== null && !caller.scopes.includes(route.scope)) {
        await count("reads");
        throw lacksScope(route.scope);
      }
      if (!isCountedByBody) await count(route.limit);
      const keyId = actor?.by.kind === "api_key" ? actor.by.keyId : "";
      const key = takesIdempotencyKey(route) ? request.headers.get("idempotency-key") : null;
      const hash = key === null ? undefined : createHash("sha256");
      const taken = await takeBodyOf(route, request, { admit: deps.limits.admitBody, key: keyId, hash }).catch(
        async (error: unknown) => {
          if (isCountedByBody) await count("events");
          throw error;
        },
      );
      leave = taken.leave;
      if (isCountedByBody) await count("events", taken.events);
      if (actor && taken.bytes > 0) await deps.limits.takeBytes(new Map([[actor.tenantId, taken.bytes]]));
      const input = {
        params: checkParams(params),
        query: readQuery(parametersOf(request), route.input.query),
        body: taken.value,
      };
      const mediaType = chooseMediaType(request.headers.get("accept"), route.streams ?? [JSON_TYPE]);
      const answer = async (own: EngineDeps) =>
        answerOf(route, await route.run(own, actor, input, mediaType), { mediaType, headers });
      const own = actor ? asTenant(deps, actor.tenantId) : deps;
      if (!actor || !hash || key === null) return await answer(own);
      const call = {
        tenantId: actor.tenantId,
        scope: [keyId, route.method, route.path, input.params],
        key: checkIdempotencyKey(key),
        bodyHash: hash.digest("hex"),
        holdsData: !route.answersWithoutData,
      };
      return await answerOnce(own, { ...call, headers, isRememberedAfter: route.isRememberedAfter ?? false }, answer);
    } catch (error) {
      return problemOf(error, deps.log, headers);
    } finally {
      leave();
    }
  };

type Given = { mediaType: string; headers: Record<string, string> };

const answerOf = (route: Route, result: unknown, { mediaType, headers }: Given): ApiAnswer => {
  if (route.streams)
    return streamAnswer(route.status, result as AsyncIterable<string>, {
      ...headers,
      "Content-Type": `${mediaType}; charset=utf-8`,
      "Content-Disposition": "attachment",
    });
  if (route.answer === null) return emptyAnswer(route.status, headers);
  const { status } = route.otherwise && !route.answer.safeParse(result).success ? route.otherwise : route;
  return jsonAnswer(status, result, headers);
};

const take = ({ limits }: Deps, name: LimitName, tenantId: string, events: number): Promise<Budget> =>
  name === "events" ? limits.takeEvents(new Map([[tenantId, events]])) : limits.take(name, tenantId);

const authenticate = async (
  deps: Deps,
  { headers }: Pick<ApiRequest, "headers">,
): Promise<{ actor: Actor; scopes: ApiScope[] }> => {
  const key = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (!key)
    throw new DomainError(
      "unauthorized",
      "Send an API key in the header Authorization: Bearer mwk_live_… or mwk_test_….",
    );
  const { actor, scopes } = await authenticateApiKey(deps, key).catch(async (error: unknown) => {
    if (error instanceof DomainError) await deps.limits.noteWrongKey(clientKeyOf(headers));
    throw error;
  });
  const seesUrls = scopes.includes("webhooks:read");
  return { actor: { ...actor, from: requestOrigin(headers), seesUrls }, scopes };
};

const lacksScope = (scope: ApiScope) =>
  new DomainError("forbidden", `This API key lacks the scope ${scope}. Make one that has it in the dashboard.`);

/** Read body; `events` and `bytes` count toward the tenant's event limits. */
type Taken = { value: unknown; events: number; bytes: number; leave: () => void };

/** Reads the body. Events are only counted here; the domain parses them one at a time. */
const takeBodyOf = async ({ input, takesEvents }: Route, request: ApiRequest, options: ReadOptions): Promise<Taken> => {
  if (!input.body) return { value: undefined, events: 0, bytes: 0, leave: () => {} };
  if (!takesEvents) return { events: 0, bytes: 0, ...(await takeJson(request, BODY_BYTES_MAX, options)) };
  refuseOtherMedia(request.headers, { needsType: true });
  const { posted, leave } = await takePostedEvents(request, options);
  return { value: posted, events: posted.count, bytes: posted.bytes, leave };
};

const parametersOf = ({ target }: ApiRequest): URLSearchParams => {
  const start = target.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : target.slice(start));
};

/** Rejects ids longer than any stored id, and NUL, which PostgreSQL rejects in text. */
const checkParams = (params: PathParams): PathParams => {
  if (Object.values(params).some((value) => value.length > ID_CHARS_MAX || value.includes("\0")))
    throw notFound("object");
  return params;
};
