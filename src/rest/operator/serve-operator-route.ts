import { createHash } from "node:crypto";
import type { ApiAnswer, ApiHandler, ApiRequest } from "#domain/api-message.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import { DomainError } from "#domain/errors.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import type { LimitName } from "#domain/limits/limits.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";
import { authenticateOperatorKey, type OperatorCaller } from "#domain/operator/authenticate-operator-key.ts";
import { asOperator, type OperatorParts } from "#domain/operator/operator-deps.ts";
import type { OperatorScope } from "#domain/operator/operator-scope.values.ts";
import { waitUntilProcessesKnow } from "#domain/pauses/wait-until-processes-know.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { answerOnce, checkIdempotencyKey } from "#rest/answer-once.ts";
import { chooseMediaType, JSON_TYPE } from "#rest/choose-media-type.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";
import { PARAM_CHARS_MAX } from "#rest/operator/tenant-params.ts";
import { problemOf } from "#rest/problem.ts";
import { checkParams, parametersOf, takeBodyOf } from "#rest/read-input.ts";
import { readQuery } from "#rest/read-query.ts";
import { takesIdempotencyKey } from "#rest/route.ts";
import { toAnswer } from "#rest/to-answer.ts";

/** Tenant of responses that concern no tenant: no tenant has an empty id. */
const NO_TENANT = "";

/** Serves one route of the operator. Never throws: errors become problem documents. Limits count by operator key. */
export const serveOperatorRoute =
  (route: OperatorRoute, deps: EngineDeps, parts: OperatorParts): ApiHandler =>
  async (request, params) => {
    const headers: Record<string, string> = { "Cache-Control": "no-store" };
    let leave = () => {};
    try {
      if (route.scope === null) {
        readQuery(parametersOf(request), route.input.query);
        return toAnswer(route, await route.run(nobody(deps, parts), NO_INPUT, JSON_TYPE), {
          mediaType: JSON_TYPE,
          headers,
        });
      }
      const caller = await authenticate(deps, request);
      const { keyId } = caller;
      const count = async (limit: Exclude<LimitName, "events">) => {
        Object.assign(headers, rateLimitHeaders(await deps.limits.take(limit, keyId)));
      };
      if (!caller.scopes.includes(route.scope)) {
        await count("reads");
        throw lacksScope(route.scope);
      }
      if (route.limit && route.limit !== "events") await count(route.limit);
      const key = takesIdempotencyKey(route) ? request.headers.get("idempotency-key") : null;
      const hash = key === null ? undefined : createHash("sha256");
      const taken = await takeBodyOf(route, request, { admit: deps.limits.admitBody, key: keyId, hash });
      leave = taken.leave;
      const input = {
        params: checkParams(params, PARAM_CHARS_MAX),
        query: readQuery(parametersOf(request), route.input.query),
        body: taken.value,
      };
      const mediaType = chooseMediaType(request.headers.get("accept"), route.streams ?? [JSON_TYPE]);
      const { tenantId = NO_TENANT } = input.params;
      const answer = async (own: EngineDeps) => {
        const { actor, scopes, allowedFrom, expiresAt: keyExpiresAt } = caller;
        const bound = { deps: { ...own, ...parts }, actor, scopes, allowedFrom, keyExpiresAt };
        return toAnswer(route, await route.run(bound, input, mediaType), { mediaType, headers });
      };
      const own = route.isOnBehalf ? asTenant(deps, tenantId) : asOperator(deps, parts);
      const onceKnown = async (done: ApiAnswer) => {
        const change = route.concernsProcesses?.(taken.value);
        if (change) await waitUntilProcessesKnow(deps, change);
        return done;
      };
      if (!hash || key === null) return await onceKnown(await answer(own));
      const call = {
        tenantId,
        scope: [keyId, route.method, route.path, input.params],
        key: checkIdempotencyKey(key),
        bodyHash: hash.digest("hex"),
        holdsData: !route.answersWithoutData,
      };
      const isRememberedAfter = route.isRememberedAfter ?? false;
      return await onceKnown(await answerOnce(own, { ...call, headers, isRememberedAfter }, answer));
    } catch (error) {
      return problemOf(error, deps.log, headers);
    } finally {
      leave();
    }
  };

const NO_INPUT = { params: {}, query: {}, body: undefined };

/** Caller of a public route, which reads nothing from the database. */
const nobody = (deps: EngineDeps, parts: OperatorParts) => ({
  deps: { ...deps, ...parts },
  actor: { by: { kind: "system" } } as const,
  scopes: [],
  allowedFrom: [],
  keyExpiresAt: null,
});

const authenticate = async (deps: EngineDeps, { headers }: Pick<ApiRequest, "headers">): Promise<OperatorCaller> => {
  const key = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (!key) throw new DomainError("unauthorized", "Send an operator key in the header Authorization: Bearer mok_….");
  return authenticateOperatorKey(deps, key, requestOrigin(headers)).catch(async (error: unknown) => {
    if (error instanceof DomainError && error.code === "unauthorized")
      await deps.limits.noteWrongKey(clientKeyOf(headers));
    throw error;
  });
};

const lacksScope = (scope: OperatorScope) =>
  new DomainError(
    "forbidden",
    `This operator key lacks the scope ${scope}. Make one that has it: npm run operator -- key --name NAME --scopes ${scope}`,
  );
