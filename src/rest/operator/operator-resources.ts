import type { ApiHandler, Resource } from "#domain/api-message.ts";
import { DomainError } from "#domain/errors.ts";
import type { OperatorParts } from "#domain/operator/operator-deps.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { operatorRoutes } from "#rest/operator/operator-routes.ts";
import { serveOperatorRoute } from "#rest/operator/serve-operator-route.ts";
import { problemOf } from "#rest/problem.ts";
import { serveMethods } from "#rest/serve-methods.ts";

/** Returns all paths of the operator's API. Other paths below get a problem document. */
export const operatorResources = (deps: EngineDeps, parts: OperatorParts): Resource[] => {
  const nowhere: ApiHandler = async () =>
    problemOf(
      new DomainError("not_found", "There is no such path. See /v1/operator/openapi.json for what there is."),
      deps.log,
    );
  return [
    ...[...Map.groupBy(operatorRoutes, ({ path }) => path)].map(
      ([path, ofPath]): Resource => ({
        path,
        answer: serveMethods(ofPath, (route) => serveOperatorRoute(route, deps, parts), deps.log),
      }),
    ),
    { path: "/v1/operator/*", answer: nowhere },
  ];
};
