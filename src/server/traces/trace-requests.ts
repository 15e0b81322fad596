import type { RequestListener } from "node:http";
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { routeOf } from "#server/http-server/watch-requests.ts";

/** Probes and files come all the time, and say nothing. */
const UNTRACED = /^\/(_next\/|api\/health|livez|readyz|brand\/|favicon|icon|robots)/;

/** Gives each request a span below the `traceparent` that it brings, and makes the span the active one. */
export const traceRequests =
  (tracer: Tracer) =>
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    const { method = "GET", url = "/" } = request;
    if (UNTRACED.test(url)) return listener(request, response);
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const attributes = { "http.request.method": method };
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    // An unsampled request is served as if tracing were off.
    if (!span.isRecording()) return listener(request, response);
    response.on("close", () => {
      const route = routeOf(response);
      span.updateName(`${method} ${route}`).setAttribute("http.route", route);
      if (response.headersSent) span.setAttribute("http.response.status_code", response.statusCode);
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), listener, undefined, request, response);
  };
