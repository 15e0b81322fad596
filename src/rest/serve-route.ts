import { createHash } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import type { ApiHandler, ApiRequest } from "#domain/api-message.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import type { Budget, LimitName } from "#domain/limits/limits.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";
import { tenantSuspended } from "#domain/pauses/tenant-suspended.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { answerOnce, checkIdempotencyKey } from "#rest/answer-once.ts";
import { chooseMediaType, JSON_TYPE } from "#rest/choose-media-type.ts";
import { problemOf } from "#rest/problem.ts";
import { checkParams, parametersOf, takeBodyOf } from "#rest/read-input.ts";
import { readQuery } from "#rest/read-query.ts";
import { type Route, takesIdempotencyKey } from "#rest/route.ts";
import { toAnswer } from "#rest/to-answer.ts";

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
        toAnswer(route, await route.run(own, actor, input, mediaType), { mediaType, headers });
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
