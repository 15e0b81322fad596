import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { checkNewOperatorKey } from "#domain/operator/check-new-operator-key.ts";
import { createOperatorKey } from "#domain/operator/create-operator-key.ts";
import { listOperatorAudit } from "#domain/operator/list-operator-audit.ts";
import { listOperatorKeys } from "#domain/operator/list-operator-keys.ts";
import { listOperatorAuditInput } from "#domain/operator/operator-audit.schema.ts";
import {
  createdOperatorKeyView,
  createOperatorKeyInput,
  operatorKeyView,
} from "#domain/operator/operator-key.schema.ts";
import { revokeOperatorKey } from "#domain/operator/revoke-operator-key.ts";
import { pageInput, pageOf } from "#domain/pagination.schema.ts";
import { auditPage } from "#rest/components.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";

const tag = "Operator";
const keyParams = z.object({ id: objectId.describe("ID of the operator key") });

const createOperatorKeyRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/keys",
  operationId: "createOperatorKey",
  tag,
  summary:
    "Makes an operator key, shown in this answer only. It may do at most as much as the key that makes it, from no other networks, and lasts no longer.",
  scope: "keys:write",
  answersWithoutData: true,
  input: { body: createOperatorKeyInput },
  status: 201,
  answer: createdOperatorKeyView,
  handle: ({ deps, actor, ...caller }, { body }) =>
    createOperatorKey(deps, actor, checkNewOperatorKey(body, caller, deps.clock())),
});

const listOperatorKeysRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/keys",
  operationId: "listOperatorKeys",
  tag,
  summary: "All operator keys, also revoked and expired ones, newest first.",
  scope: "keys:read",
  input: { query: pageInput },
  status: 200,
  answer: pageOf(operatorKeyView),
  handle: ({ deps }, { query }) => listOperatorKeys(deps, query),
});

const revokeOperatorKeyRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/keys/{id}",
  operationId: "revokeOperatorKey",
  tag,
  summary: "Ends an operator key from the next request on. The same answer if it is revoked already.",
  scope: "keys:write",
  input: { params: keyParams },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => revokeOperatorKey(deps, actor, params),
});

const listOperatorAuditRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/audit",
  operationId: "listOperatorAudit",
  tag,
  summary:
    "What the operator changed, newest first: tenants, keys, event types, pauses, and, with details.tenantId, what operator keys did on behalf of tenants.",
  scope: "keys:read",
  input: { query: listOperatorAuditInput },
  status: 200,
  answer: auditPage,
  handle: ({ deps }, { query }) => listOperatorAudit(deps, query),
});

export const keyRoutes: readonly OperatorRoute[] = [
  createOperatorKeyRoute,
  listOperatorKeysRoute,
  revokeOperatorKeyRoute,
  listOperatorAuditRoute,
];
