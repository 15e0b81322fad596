import { type ApiHandler, emptyAnswer, type Resource } from "#domain/api-message.ts";
import { DomainError } from "#domain/errors.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { problemOf, RequestRefused } from "#rest/problem.ts";
import type { Route } from "#rest/route.ts";
import { routes } from "#rest/routes.ts";
import { serveRoute } from "#rest/serve-route.ts";

const OWN_TREE = "/v1/tenant-admin/webhooks";
const ALIAS_TREE = "/api/v1/webhooks";

/** Returns all REST paths. Other paths below `/v1` and `/api/v1` get a problem document. */
export const restResources = (deps: EngineDeps): Resource[] => {
  const served = [...Map.groupBy(routes, ({ path }) => path)].flatMap(([path, ofPath]): Resource[] => {
    const answer = serveResource(ofPath, deps);
    const alias: Resource["path"] = `/${path.replace(OWN_TREE, ALIAS_TREE).slice(1)}`;
    return alias === path
      ? [{ path, answer }]
      : [
          { path, answer },
          { path: alias, answer },
        ];
  });
  const nowhere: ApiHandler = async () =>
    problemOf(new DomainError("not_found", "There is no such path. See /v1/openapi.json for what there is."), deps.log);
  return [...served, { path: "/v1/*", answer: nowhere }, { path: "/api/v1/*", answer: nowhere }];
};

/** Serves one path: routes by method, OPTIONS with `Allow` (RFC 9110, 9.3.7), else 405 with `Allow`. */
const serveResource = (routes: readonly Route[], deps: EngineDeps): ApiHandler => {
  const allowed = routes.map(({ method }) => method).join(", ");
  const handlers = new Map<string, ApiHandler>(routes.map((route) => [route.method, serveRoute(route, deps)]));
  return async (request, params) => {
    const handle = handlers.get(request.method);
    if (handle) return handle(request, params);
    if (request.method === "OPTIONS") return emptyAnswer(204, { Allow: allowed });
    const why = `${request.method} is not possible here. Use ${allowed}.`;
    return problemOf(new RequestRefused(405, why, { Allow: allowed }), deps.log);
  };
};
