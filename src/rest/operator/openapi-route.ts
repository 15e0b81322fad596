import { openApiDocumentView } from "#rest/components.ts";
import { operatorDocument } from "#rest/operator/operator-document.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";

/** Keeps the document, because its schemas take tens of milliseconds. */
export const describeOperatorApiRoute = (others: readonly OperatorRoute[]): OperatorRoute => {
  let document: ReturnType<typeof operatorDocument> | undefined;
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
    run: async () => {
      document ??= operatorDocument([...others, route]);
      return document;
    },
  };
  return route;
};
