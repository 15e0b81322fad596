import type { AsyncLocalStorage } from "node:async_hooks";
import type { RequestListener } from "node:http";
import { routeOf } from "#server/http-server/watch-requests.ts";
import type { createBeginTrace } from "#server/traces/begin-trace.ts";
import type { TraceParent } from "#server/traces/trace-ids.ts";
import type { SpanSink } from "#server/traces/traced-span.ts";

/** Probes and files come all the time, and say nothing. */
const UNTRACED = /^\/(_next\/|api\/health|livez|readyz|brand\/|favicon|icon|robots)/;

type Tracing = {
  begin: ReturnType<typeof createBeginTrace>;
  addSpan: SpanSink["add"];
  active: AsyncLocalStorage<TraceParent>;
};

/** Gives each request a span below the `traceparent` that it brings, and makes the span the active one. */
export const traceRequests =
  ({ begin, addSpan, active }: Tracing) =>
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    const { method = "GET", url = "/" } = request;
    const begun = UNTRACED.test(url) ? null : begin(request.headers, method);
    // An unsampled request is served as if tracing were off.
    if (!begun) return listener(request, response);
    const startTime = now();
    response.on("close", () => {
      const route = routeOf(response);
      addSpan({
        ...begun,
        name: `${method} ${route}`,
        kind: "server",
        startTime,
        endTime: now(),
        attributes: [
          ["http.request.method", method],
          ["http.route", route],
          ["http.response.status_code", response.headersSent ? response.statusCode : null],
        ],
        linkedId: null,
        isError: response.statusCode >= 500,
      });
    });
    active.run(begun, listener, request, response);
  };

/** Unix milliseconds with their fractions. */
const now = () => performance.timeOrigin + performance.now();
