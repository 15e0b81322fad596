import { openApiDocumentView } from "#rest/components.ts";
import { keepDocument } from "#rest/openapi.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";

const ABOUT = {
  title: "Operator API",
  description:
    "For the platform that runs Bellhop: tenants, their access and webhooks, event types, pauses. " +
    "Lists are newest first; pass nextCursor as cursor to go on.",
  key: "An operator key, made by npm run operator -- key: mok_…",
};

export const describeOperatorApiRoute = (others: readonly OperatorRoute[]): OperatorRoute => {
  const documentWith = keepDocument(() => [...others, route], ABOUT);
  const route: OperatorRoute = {
    method: "GET",
    path: "/v1/operator/openapi.json",
    operationId: "describeOperatorApi",
    tag: "Operator",
    summary: "This document.",
    scope: null,
    limit: null,
    isOnBehalf: false,
    input: {},
    status: 200,
    answer: openApiDocumentView,
    run: async ({ deps }) => documentWith(await deps.platformTypes.read()),
  };
  return route;
};
