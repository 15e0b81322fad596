import { createHash } from "node:crypto";
import type { ApiScope } from "#domain/api-keys/api-key.schema.ts";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import { ID_CHARS_MAX } from "#domain/bounded.schema.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { refuseOtherMedia } from "#domain/json/refuse-other-media.ts";
import { clientKeyOf } from "#domain/limits/client-key.ts";
import type { Budget, LimitName } from "#domain/limits/limits.ts";
import { rateLimitHeaders } from "#domain/limits/rate-limit-headers.ts";
import type { ReadOptions } from "#domain/read-body.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { takePostedEvents } from "#engine/accept/posted-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { answerOnce, checkIdempotencyKey } from "#rest/answer-once.ts";
import { problemOf, RequestRefused } from "#rest/problem.ts";
import { takeJson } from "#rest/read-json.ts";
import { readQuery } from "#rest/read-query.ts";
import { type Method, type Route, takesIdempotencyKey } from "#rest/route.ts";

type Params = Record<string, string | string[] | undefined>;

export type RouteHandler = (request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>;

const BODY_BYTES_MAX = 1024 * 1024;

type Handlers = Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS", RouteHandler>;

/**
 * Serves one route: authenticates, checks the scope, counts, reads and validates, makes one call, maps. Every answer that is
 * not a success is a problem document; nothing is thrown. What is left of the tenant's limit is in each answer. A key that may
 * not make a call uses up nothing but reads, so that it keeps nobody else from making it.
 *
 * @param deps read when the first request comes, so that a build needs no settings
 */
export const serveRoute =
  (route: Route, deps: () => EngineDeps): RouteHandler =>
  async (request, { params }) => {
    const headers: Record<string, string> = { "Cache-Control": "no-store" };
    let leave = () => {};
    try {
      const caller = route.scope === null ? null : await authenticate(deps(), request);
      const actor = caller?.actor ?? null;
      const count = async (limit: LimitName | null, events = 1) => {
        if (actor && limit) Object.assign(headers, rateLimitHeaders(await take(deps(), limit, actor.tenantId, events)));
      };
      const isCountedByBody = route.limit === "events";
      if (caller && route.scope !== null && !caller.scopes.includes(route.scope)) {
        await count("reads");
        throw lacksScope(route.scope);
      }
      if (!isCountedByBody) await count(route.limit);
      const keyId = actor?.by.kind === "api_key" ? actor.by.keyId : "";
      const key = takesIdempotencyKey(route) ? request.headers.get("idempotency-key") : null;
      const hash = key === null ? undefined : createHash("sha256");
      const taken = await takeBodyOf(route, request, { admit: deps().limits.admitBody, key: keyId, hash }).catch(
        async (error: unknown) => {
          if (isCountedByBody) await count("events");
          throw error;
        },
      );
      leave = taken.leave;
      if (isCountedByBody) await count("events", taken.events);
      if (actor && taken.bytes > 0) await deps().limits.takeBytes(new Map([[actor.tenantId, taken.bytes]]));
      const input = {
        params: checkParams((await params) ?? {}),
        query: readQuery(new URL(request.url).searchParams, route.input.query),
        body: taken.value,
      };
      const answer = async (own: EngineDeps) => answerOf(route, await route.run(own, actor, input), headers);
      const own = actor ? asTenant(deps(), actor.tenantId) : deps();
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
      return problemOf(error, deps().log, headers);
    } finally {
      leave();
    }
  };

const answerOf = (route: Route, result: unknown, headers: Record<string, string>): Response => {
  if (route.answer === null) return new Response(null, { status: route.status, headers });
  const { status } = route.otherwise && !route.answer.safeParse(result).success ? route.otherwise : route;
  return Response.json(result, { status, headers });
};

const take = ({ limits }: Deps, name: LimitName, tenantId: string, events: number): Promise<Budget> =>
  name === "events" ? limits.takeEvents(new Map([[tenantId, events]])) : limits.take(name, tenantId);

/** The handlers of one path: those of its routes, 405 with `Allow` for every other method, and OPTIONS with the same `Allow`. */
export const serveResource = (routes: readonly Route[], deps: () => EngineDeps): Handlers => {
  const allowed = routes.map(({ method }) => method).join(", ");
  const refuse: RouteHandler = async ({ method }) =>
    problemOf(
      new RequestRefused(405, `${method} is not possible here. Use ${allowed}.`, { Allow: allowed }),
      deps().log,
    );
  // RFC 9110, 9.3.7. Next would name every method that is exported.
  const tell: RouteHandler = async () => new Response(null, { status: 204, headers: { Allow: allowed } });
  const handler = (method: string) => {
    const route = routes.find((candidate) => candidate.method === (method as Method));
    return route ? serveRoute(route, deps) : refuse;
  };
  return {
    GET: handler("GET"),
    POST: handler("POST"),
    PUT: handler("PUT"),
    PATCH: handler("PATCH"),
    DELETE: handler("DELETE"),
    OPTIONS: tell,
  };
};

/** For /v1 itself and every path below it that is not a route. */
export const serveUnknownPath = (deps: () => Deps): Handlers => {
  const refuse: RouteHandler = async () =>
    problemOf(
      new DomainError("not_found", "There is no such path. See /v1/openapi.json for what there is."),
      deps().log,
    );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: refuse };
};

const authenticate = async (deps: Deps, request: Request): Promise<{ actor: Actor; scopes: ApiScope[] }> => {
  const key = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!key) throw new DomainError("unauthorized", "Send an API key in the header Authorization: Bearer mwk_live_….");
  const { actor, scopes } = await authenticateApiKey(deps, key).catch(async (error: unknown) => {
    if (error instanceof DomainError) await deps.limits.noteWrongKey(clientKeyOf(request.headers));
    throw error;
  });
  const seesUrls = scopes.includes("webhooks:read");
  return { actor: { ...actor, from: requestOrigin(request.headers), seesUrls }, scopes };
};

const lacksScope = (scope: ApiScope) =>
  new DomainError("forbidden", `This API key lacks the scope ${scope}. Make one that has it in the dashboard.`);

/** `events` and `bytes` count for what is sent in to be delivered. */
type Taken = { value: unknown; events: number; bytes: number; leave: () => void };

/** Events are counted here, and parsed one at a time by the domain. */
const takeBodyOf = async ({ input, takesEvents }: Route, request: Request, options: ReadOptions): Promise<Taken> => {
  if (!input.body) return { value: undefined, events: 0, bytes: 0, leave: () => {} };
  if (!takesEvents) return { events: 0, bytes: 0, ...(await takeJson(request, BODY_BYTES_MAX, options)) };
  refuseOtherMedia(request.headers, { needsType: true });
  const { posted, leave } = await takePostedEvents(request, options);
  return { value: posted, events: posted.count, bytes: posted.bytes, leave };
};

/** No object has an id longer than that, or one with NUL, which PostgreSQL refuses in text. */
const checkParams = (params: Params): Params => {
  if (Object.values(params).some((value) => String(value).length > ID_CHARS_MAX || String(value).includes("\0")))
    throw notFound("object");
  return params;
};
