import type { RequestListener, ServerResponse } from "node:http";
import { requestContext } from "#server/logging/request-context.ts";

export type EndedRequest = {
  method: string;
  /** Pattern of a path (`/e/{key}`), `pages` or `assets`: paths hold keys and ids, and have no bound. */
  route: string;
  /** 0: the client went away before the answer. */
  status: number;
  durationMs: number;
  isStream: boolean;
};

const routes = new WeakMap<ServerResponse, string>();

/** Names the pattern that a request has met. */
export const nameRoute = (response: ServerResponse, route: string): void => void routes.set(response, route);

export const routeOf = (response: ServerResponse): string => routes.get(response) ?? "pages";

const NEXT_ROUTES = ["/api/trpc", "/api/auth", "/api/inngest", "/_next"];

/** Names what Next answers: its API routes by their prefix, all else `pages`. */
export const nameNextRoute = (response: ServerResponse, url: string): void =>
  nameRoute(response, NEXT_ROUTES.find((prefix) => url.startsWith(`${prefix}/`)) ?? "pages");

export const isStream = (response: ServerResponse): boolean =>
  String(response.getHeader("content-type") ?? "").startsWith("text/event-stream");

/** Tells of each request when its response has ended. Costs nothing without a watcher. */
export const watchRequests = (
  listener: RequestListener,
  watchers: readonly ((request: EndedRequest) => void)[],
): RequestListener => {
  if (watchers.length === 0) return listener;
  return (request, response) => {
    const startedAt = performance.now();
    const own = requestContext().getStore();
    response.on("close", () => {
      const ended = {
        method: request.method ?? "GET",
        route: routeOf(response),
        status: response.headersSent ? response.statusCode : 0,
        durationMs: performance.now() - startedAt,
        isStream: isStream(response),
      };
      const tell = () => {
        for (const watch of watchers) watch(ended);
      };
      // The event comes from the socket, outside of the request's context.
      if (own) requestContext().run(own, tell);
      else tell();
    });
    listener(request, response);
  };
};
