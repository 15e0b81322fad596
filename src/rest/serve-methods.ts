import { type ApiHandler, emptyAnswer } from "#domain/api-message.ts";
import type { Logger } from "#domain/context.ts";
import { problemOf, RequestRefused } from "#rest/problem.ts";
import type { DescribedRoute } from "#rest/route.ts";

/** Serves one path: routes by method, OPTIONS with `Allow` (RFC 9110, 9.3.7), else 405 with `Allow`. */
export const serveMethods = <Route extends Pick<DescribedRoute, "method">>(
  routes: readonly Route[],
  serve: (route: Route) => ApiHandler,
  log: Logger,
): ApiHandler => {
  const allowed = routes.map(({ method }) => method).join(", ");
  const handlers = new Map<string, ApiHandler>(routes.map((route) => [route.method, serve(route)]));
  return async (request, params) => {
    const handle = handlers.get(request.method);
    if (handle) return handle(request, params);
    if (request.method === "OPTIONS") return emptyAnswer(204, { Allow: allowed });
    const why = `${request.method} is not possible here. Use ${allowed}.`;
    return problemOf(new RequestRefused(405, why, { Allow: allowed }), log);
  };
};
