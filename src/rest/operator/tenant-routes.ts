import { z } from "zod";
import { getOperatorTenant, listOperatorTenants } from "#domain/operator/list-operator-tenants.ts";
import {
  changedTenantsView,
  changedTenantView,
  createdTenantsView,
  createdTenantView,
  listOperatorTenantsInput,
  operatorTenantView,
  putTenantInput,
  putTenantsInput,
  removedTenantView,
} from "#domain/operator/operator-tenant.schema.ts";
import { type PutTenant, putTenants } from "#domain/operator/put-tenants.ts";
import { removeOperatorTenant } from "#domain/operator/remove-operator-tenant.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { addTenantInput } from "#domain/tenants/tenant.schema.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";
import { tenantParams } from "#rest/operator/tenant-params.ts";

const tag = "Tenants";

/** Processes keep suspended tenants and limits in memory. Reads a body that passed its schema before. */
const concernsProcesses = (body: unknown): { endsSending: boolean } | null => {
  const tenants =
    z
      .array(z.looseObject({ suspended: z.unknown().optional(), limits: z.unknown().optional() }))
      .safeParse([body].flat()).data ?? [];
  const isChange = tenants.some(({ suspended, limits }) => suspended !== undefined || limits !== undefined);
  return isChange ? { endsSending: tenants.some(({ suspended }) => suspended === true) } : null;
};

const putTenantRoute = defineOperatorRoute({
  method: "PUT",
  path: "/v1/operator/tenants/{tenantId}",
  operationId: "putTenant",
  tag,
  summary:
    "Creates a tenant, or changes what is named; null resets a field. suspended: keys and sign-in are refused, events are listed as rejected, and nothing is sent.",
  conflict: "The tenant is being removed.",
  scope: "tenants:write",
  concernsProcesses,
  input: {
    params: z.object({ tenantId: addTenantInput.shape.id.describe("ID of the tenant on your platform") }),
    body: putTenantInput,
  },
  status: 201,
  answer: createdTenantView,
  otherwise: { status: 200, answer: changedTenantView, description: "The tenant existed, and has these fields now." },
  handle: async ({ deps, actor }, { params: { tenantId: id }, body }) => {
    const [put] = await putTenants(deps, actor, [{ id, ...body }], (_, field) => field);
    if (!put) throw new Error("a tenant was put and is not there");
    return toCreatedOrChanged(put);
  },
});

/** Splits the type by its answer: 201 for a new tenant, 200 else. */
const toCreatedOrChanged = ({ created, ...tenant }: PutTenant) =>
  created ? { ...tenant, created: true as const } : { ...tenant, created: false as const };

const putTenantsRoute = defineOperatorRoute({
  method: "POST",
  path: "/v1/operator/tenants",
  operationId: "putTenants",
  tag,
  summary: "Creates or changes up to 1,000 tenants, all or none. Errors name the place in the list.",
  conflict: "One of the tenants is being removed.",
  scope: "tenants:write",
  answersWithoutData: true,
  concernsProcesses,
  input: { body: putTenantsInput },
  status: 201,
  answer: createdTenantsView,
  otherwise: { status: 200, answer: changedTenantsView, description: "All of them existed." },
  handle: async ({ deps, actor }, { body }) => {
    const data = await putTenants(deps, actor, body);
    const created = data.filter((tenant) => tenant.created).length;
    return created === 0 ? { data, created: 0 as const } : { data, created };
  },
});

const listTenantsRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/tenants",
  operationId: "listTenants",
  tag,
  summary:
    "Tenants with their figures, newest first. health: those with such a live webhook; suspended; q: part of id or name.",
  scope: "tenants:read",
  input: { query: listOperatorTenantsInput },
  status: 200,
  answer: pageOf(operatorTenantView),
  handle: ({ deps }, { query }) => listOperatorTenants(deps, query),
});

const getTenantRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/tenants/{tenantId}",
  operationId: "getTenant",
  tag,
  summary: "One tenant with its figures. During a removal: how far it is.",
  scope: "tenants:read",
  input: { params: tenantParams },
  status: 200,
  answer: operatorTenantView,
  handle: ({ deps }, { params: { tenantId: id } }) => getOperatorTenant(deps, { id }),
});

const removeTenantRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/tenants/{tenantId}",
  operationId: "removeTenant",
  tag,
  summary:
    "Removes a tenant with all it has. Sending, keys and sign-in end at once; rows go in batches, GET shows how far it is.",
  scope: "tenants:write",
  input: { params: tenantParams },
  status: 202,
  answer: removedTenantView,
  handle: ({ deps, actor }, { params: { tenantId: id } }) => removeOperatorTenant(deps, actor, { id }),
});

export const tenantRoutes: readonly OperatorRoute[] = [
  putTenantRoute,
  getTenantRoute,
  removeTenantRoute,
  listTenantsRoute,
  putTenantsRoute,
];
