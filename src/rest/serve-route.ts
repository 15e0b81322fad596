import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import { problemOf, RequestRefused } from "#rest/problem.ts";
import { readJson } from "#rest/read-json.ts";
import type { Method, Route } from "#rest/route.ts";

type Params = Record<string, string | string[] | undefined>;

export type RouteHandler = (request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>;

const BODY_BYTES_MAX = 1024 * 1024;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/**
 * Serves one route: authenticates, checks the scope, reads and validates, makes one call, maps. Every answer that is not a
 * success is a problem document; nothing is thrown.
 *
 * @param deps read when the first request comes, so that a build needs no settings
 */
export const serveRoute =
  (route: Route, deps: () => Deps): RouteHandler =>
  async (request, { params }) => {
    try {
      const actor = await authorize(deps(), route, request);
      const own = actor ? asTenant(deps(), actor.tenantId) : deps();
      const result = await route.run(own, actor, {
        params: checkParams((await params) ?? {}),
        query: readQuery(request),
        body: route.input.body ? await readJson(request, route.bodyBytesMax ?? BODY_BYTES_MAX) : undefined,
      });
      const headers = { "Cache-Control": "no-store" };
      if (route.answer === null) return new Response(null, { status: route.status, headers });
      const { status } = route.otherwise && !route.answer.safeParse(result).success ? route.otherwise : route;
      return Response.json(result, { status, headers });
    } catch (error) {
      return problemOf(error, deps().log);
    }
  };

/** The handlers of one path: those of its routes, and 405 with `Allow` for every other method. */
export const serveResource = (
  routes: readonly Route[],
  deps: () => Deps,
): Record<(typeof METHODS)[number], RouteHandler> => {
  const allowed = routes.map(({ method }) => method).join(", ");
  const refuse: RouteHandler = async ({ method }) =>
    problemOf(
      new RequestRefused(405, `${method} is not possible here. Use ${allowed}.`, { Allow: allowed }),
      deps().log,
    );
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
  };
};

/** For every path below /v1 that is not a route. */
export const serveUnknownPath = (deps: () => Deps): Record<(typeof METHODS)[number], RouteHandler> => {
  const refuse: RouteHandler = async () =>
    problemOf(
      new DomainError("not_found", "There is no such path. See /v1/openapi.json for what there is."),
      deps().log,
    );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
};

const authorize = async (deps: Deps, { scope }: Route, request: Request): Promise<Actor | null> => {
  if (scope === null) return null;
  const key = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!key) throw new DomainError("unauthorized", "Send an API key in the header Authorization: Bearer mwk_live_….");
  const { actor, scopes } = await authenticateApiKey(deps, key);
  if (!scopes.includes(scope)) {
    throw new DomainError("forbidden", `This API key lacks the scope ${scope}. Make one that has it in the dashboard.`);
  }
  return actor;
};

/** PostgreSQL refuses NUL in text: nothing has such an id. */
const checkParams = (params: Params): Params => {
  if (Object.values(params).some((value) => String(value).includes("\0"))) throw notFound("object");
  return params;
};

const readQuery = (request: Request): Record<string, string> => {
  const entries = [...new URL(request.url).searchParams];
  const errors = entries.flatMap(([path, value]) =>
    value.includes("\0") ? [{ path, message: "must not hold a NUL character" }] : [],
  );
  if (errors.length > 0) throw new DomainError("invalid", "The query is not valid.", errors);
  return Object.fromEntries(entries);
};
