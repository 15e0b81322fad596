import { z } from "zod";
import { apiKeyView, createApiKeyForInput, createdApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { listApiKeys } from "#domain/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import { checkTenant } from "#domain/operator/check-tenant.ts";
import { createPortalLink } from "#domain/operator/create-portal-link.ts";
import { actorOnBehalf } from "#domain/operator/operator-deps.ts";
import { pageInput, pageOf } from "#domain/pagination.schema.ts";
import { portalLinkInput, portalLinkView } from "#domain/portal/portal-link.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";
import { PARAM_CHARS_MAX, tenantParams } from "#rest/operator/tenant-params.ts";

const tag = "Access of a tenant";

const createApiKeyRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/api-keys",
  operationId: "createApiKey",
  tag,
  summary: "Makes an API key of the tenant, shown in this answer only.",
  conflict: "The tenant is being removed.",
  scope: "access:write",
  answersWithoutData: true,
  input: { params: tenantParams, body: createApiKeyForInput },
  status: 201,
  answer: createdApiKeyView,
  handle: async ({ deps, actor }, { params: { tenantId }, body }) => {
    await checkTenant(deps, { id: tenantId, isChange: true });
    return createApiKey(deps, actorOnBehalf(actor, tenantId), body);
  },
});

const listApiKeysRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/tenants/{tenantId}/api-keys",
  operationId: "listApiKeys",
  tag,
  summary: "The API keys of the tenant, also revoked and expired ones, newest first.",
  scope: "access:read",
  input: { params: tenantParams, query: pageInput },
  status: 200,
  answer: pageOf(apiKeyView),
  handle: async ({ deps, actor }, { params: { tenantId }, query }) => {
    await checkTenant(deps, { id: tenantId, isChange: false });
    return listApiKeys(deps, actorOnBehalf(actor, tenantId), query);
  },
});

const revokeApiKeyRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/tenants/{tenantId}/api-keys/{key}",
  operationId: "revokeApiKey",
  tag,
  summary: "Ends an API key from the next request on. The same answer if it is revoked already.",
  scope: "access:write",
  input: { params: tenantParams.extend({ key: z.string().max(PARAM_CHARS_MAX).describe("ID of the API key") }) },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params: { tenantId, key } }) =>
    revokeApiKey(deps, actorOnBehalf(actor, tenantId), { id: key }),
});

const createPortalLinkRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants/{tenantId}/portal-sessions",
  operationId: "createPortalSession",
  tag,
  summary: "Makes a link that opens the tenant's dashboard for one person, once, within 60 seconds.",
  conflict: "The tenant is being removed.",
  scope: "access:write",
  input: { params: tenantParams, body: portalLinkInput },
  status: 201,
  answer: portalLinkView,
  handle: ({ deps, actor }, { params, body }) => createPortalLink(deps, actor, { ...params, ...body }),
});

export const accessRoutes: readonly OperatorRoute[] = [
  createApiKeyRoute,
  listApiKeysRoute,
  revokeApiKeyRoute,
  createPortalLinkRoute,
];
