import { expect } from "vitest";
import { listOperatorTenants } from "#domain/operator/list-operator-tenants.ts";
import { SYSTEM_OPERATOR } from "#domain/operator/operator-deps.ts";
import { removeOperatorTenant } from "#domain/operator/remove-operator-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { Probes } from "#tests/bounds/probes.ts";
import { acceptMany, watchSql, withWorld } from "#tests/bounds/world.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { expectProblem } from "#tests/rest/test-api.ts";

const withOperator = (probe: (api: OperatorApi) => Promise<void>) => async (): Promise<void> => {
  const api = await operatorApi();
  await probe(api).finally(api.close);
};

/** Names and lists that the operator chooses. */
export const operatorNamesProbes: Probes = {
  "tenants that one call of the operator puts": withOperator(async ({ call }) => {
    const unread = Array.from({ length: 1_001 }, () => 0);
    expectProblem(await call("POST", "/v1/operator/tenants", { body: unread }), 422, [""]);
    const most = Array.from({ length: 1_000 }, (_, index) => ({ id: `t${index}`, name: "T" }));
    expect(await call("POST", "/v1/operator/tenants", { body: most })).toMatchObject({ status: 201 });
  }),

  "name, scopes and networks of an operator key": withOperator(async ({ call }) => {
    const make = (body: object) => call("POST", "/v1/operator/keys", { body: { name: "x", ...body } });
    expectProblem(await make({ name: "x".repeat(101) }), 422, ["name"]);
    expectProblem(await make({ scopes: Array(13).fill("tenants:read") }), 422, ["scopes"]);
    expectProblem(await make({ allowedFrom: Array(51).fill(0) }), 422, ["allowedFrom"]);
    expectProblem(await make({ allowedFrom: ["192.0.2.0/33"] }), 422, ["allowedFrom.0"]);
    expect((await make({ allowedFrom: Array(50).fill("192.0.2.0/24") })).status).toBe(201);
  }),

  "a name in an address of the operator's API": withOperator(async ({ call }) => {
    for (const length of [300, 301])
      expectProblem(await call("GET", `/v1/operator/tenants/${"x".repeat(length)}`), 404);
    expectProblem(await call("GET", "/v1/operator/tenants/%00"), 404);
  }),
};

/** Rows that the operator's answers and changes touch. */
export const operatorAnswersProbes: Probes = {
  "rows that one figure of a tenant counts": () =>
    withWorld(async ({ deps, actor }) => {
      await acceptMany(deps, actor, 1_001);
      const { data } = await listOperatorTenants(deps, { limit: 1 });
      expect(data).toMatchObject([{ last24h: { events: 1_000, isCounted: false } }]);
    }),
};

export const operatorWorkProbes: Probes = {
  "rows of a tenant that is removed": () =>
    withWorld(async ({ deps, actor: { tenantId } }) => {
      const event = { externalId: null, event: "appointment.created", data: { appointmentId: "a" }, timestamp: null };
      await acceptEvents(deps, Array(1_001).fill({ ...event, tenantId }));
      const { sql, sent } = watchSql(deps, "DELETE FROM webhook_event");
      const removed = await removeOperatorTenant({ ...deps, sql }, SYSTEM_OPERATOR, {
        id: tenantId,
        workMsMax: Number.POSITIVE_INFINITY,
      });
      expect(removed.done).toBe(true);
      expect(sent.length).toBeGreaterThan(1);
    }),
};
