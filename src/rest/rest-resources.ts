import type { ApiHandler, Resource } from "#domain/api-message.ts";
import { DomainError } from "#domain/errors.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { problemOf } from "#rest/problem.ts";
import { routes } from "#rest/routes.ts";
import { serveMethods } from "#rest/serve-methods.ts";
import { serveRoute } from "#rest/serve-route.ts";

const OWN_TREE = "/v1/tenant-admin/webhooks";
const ALIAS_TREE = "/api/v1/webhooks";

/** Returns all REST paths. Other paths below `/v1` and `/api/v1` get a problem document. */
export const restResources = (deps: EngineDeps): Resource[] => {
  const served = [...Map.groupBy(routes, ({ path }) => path)].flatMap(([path, ofPath]): Resource[] => {
    const answer = serveMethods(ofPath, (route) => serveRoute(route, deps), deps.log);
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
