import type { RequestListener, ServerResponse } from "node:http";

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
    response.on("close", () => {
      const ended = {
        method: request.method ?? "GET",
        route: routeOf(response),
        status: response.headersSent ? response.statusCode : 0,
        durationMs: performance.now() - startedAt,
        isStream: isStream(response),
      };
      for (const watch of watchers) watch(ended);
    });
    listener(request, response);
  };
};
