import { openApiDocumentView } from "#rest/components.ts";
import { keepDocument } from "#rest/openapi.ts";
import { operatorDocument } from "#rest/operator/operator-document.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";

export const describeOperatorApiRoute = (others: readonly OperatorRoute[]): OperatorRoute => {
  const documentWith = keepDocument((platform) => operatorDocument([...others, route], platform));
  const route: OperatorRoute = {
    method: "GET",
    path: "/v1/operator/openapi.json",
    operationId: "describeOperatorApi",
    tag: "Operator",
    summary: "Returns the description of this API as an OpenAPI 3.1 document.",
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
