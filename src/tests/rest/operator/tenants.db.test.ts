import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { removeOperatorTenant } from "#domain/operator/remove-operator-tenant.ts";
import { continueRemovals } from "#domain/tenants/remove-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { type OperatorApi, operatorApi } from "#tests/rest/operator/operator-api.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem } from "#tests/rest/test-api.ts";
import { until } from "#tests/until.ts";

const TENANTS = "/v1/operator/tenants";

let api: OperatorApi;
beforeAll(async () => {
  api = await operatorApi();
});
afterAll(() => api.close());

const WAITING_FOR_ROW = `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE NOT granted AND datname = current_database()`;

let tenants = 0;
const newId = () => `salon_${++tenants}`;
const put = (id: string, body: object) => api.call("PUT", `${TENANTS}/${id}`, { body });
const get = (id: string) => api.call("GET", `${TENANTS}/${id}`);
const eventsOf = (count: number, tenantId: string) =>
  Array.from({ length: count }, (_, index) => ({
    tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: `a${index}` },
    timestamp: null,
  }));
const auditOf = async (id: string) => {
  const { body } = await api.call("GET", `/v1/operator/audit?targetId=${id}`);
  return body.data.map(({ action }: { action: string }) => action).reverse();
};

describe("PUT of a tenant", () => {
  it("creates it once; a repeat changes nothing, and is not audited", async () => {
    const id = newId();
    const body = { name: "Nord", limits: { webhooks: 3 }, retentionDays: 7 };
    const first = await put(id, body);
    expect(first).toMatchObject({
      status: 201,
      body: {
        id,
        name: "Nord",
        created: true,
        suspended: false,
        limits: { webhooks: 3, eventsPerSecond: null, storageMb: null },
        retentionDays: 7,
        removal: null,
      },
    });
    expect(await put(id, body)).toMatchObject({ status: 200, body: { ...first.body, created: false } });
    expect(await auditOf(id)).toEqual(["tenant.created"]);
  });

  it("answers 409 where a removal deletes the tenant meanwhile", async () => {
    for (const call of [
      (id: string) => put(id, { name: "Nord" }),
      (id: string) => api.call("POST", TENANTS, { body: [{ id, name: "Nord" }] }),
    ]) {
      const id = newId();
      await put(id, { name: "Nord" });
      const { answer } = await api.database.deps.db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT FROM tenant WHERE id = ${id} FOR UPDATE`;
        const answer = call(id);
        await until(
          "the call waits for the row",
          async () => (await api.database.deps.sql(WAITING_FOR_ROW)).length > 0,
        );
        await tx.tenant.delete({ where: { id } });
        return { answer };
      });
      expectProblem(await answer, 409);
    }
  });

  it("keeps what is left out and resets what is null", async () => {
    const id = newId();
    await put(id, { name: "Nord", limits: { webhooks: 3, storageMb: 9 }, retentionDays: 7, suspended: true });
    expect((await put(id, { name: "Süd" })).body).toMatchObject({
      name: "Süd",
      limits: { webhooks: 3, storageMb: 9 },
      retentionDays: 7,
      suspended: true,
    });
    expect((await put(id, { limits: { webhooks: null }, retentionDays: null })).body).toMatchObject({
      name: "Süd",
      limits: { webhooks: null, storageMb: 9 },
      retentionDays: null,
      suspended: true,
    });
    expect((await put(id, { limits: null, suspended: null })).body).toMatchObject({
      limits: { webhooks: null, storageMb: null },
      suspended: false,
    });
    expect(await auditOf(id)).toEqual([
      "tenant.created",
      "tenant.suspended",
      "tenant.updated",
      "tenant.updated",
      "tenant.updated",
      "tenant.resumed",
    ]);
  });

  it("keeps the first instant of a suspension", async () => {
    const id = newId();
    const { body } = await put(id, { name: "Nord", suspended: true });
    expect((await put(id, { suspended: true })).body.suspendedAt).toBe(body.suspendedAt);
  });

  it("refuses a new tenant without a name, other ids and unknown fields, and names them", async () => {
    expectProblem(await put(newId(), {}), 422, ["name"]);
    expectProblem(await put("-x", { name: "x" }), 422, ["tenantId"]);
    expectProblem(await put(newId(), { name: "x", limits: { webhook: 1 } }), 422, ["limits.webhook"]);
    expectProblem(await put(newId(), { name: "x", limits: { storageMb: 0.5 } }), 422, ["limits.storageMb"]);
    expectProblem(await put(newId(), { name: null }), 422, ["name"]);
  });
});

describe("POST of tenants", () => {
  const post = (body: unknown) => api.call("POST", TENANTS, { body });

  it("creates and changes them in the order of the list, however often it is sent", async () => {
    const [known, ...others] = [newId(), newId(), newId()];
    await put(known ?? "", { name: "Known", retentionDays: 5 });
    const list = [...others.map((id) => ({ id, name: id })), { id: known, name: "Renamed" }];
    const answer = await post(list);
    expect(answer).toMatchObject({ status: 201, body: { created: 2 } });
    expect(answer.body.data).toMatchObject([
      { id: others[0], created: true },
      { id: others[1], created: true },
      { id: known, name: "Renamed", retentionDays: 5, created: false },
    ]);
    expect(await post(list)).toMatchObject({ status: 200, body: { created: 0 } });
  });

  it("is all or nothing, and names the index", async () => {
    const [good, twice] = [newId(), newId()];
    const rows = [
      { id: good, name: "Good" },
      { id: twice, name: "One" },
    ];
    expectProblem(await post([...rows, { id: twice, name: "Two" }]), 422, ["2.id"]);
    expectProblem(await post([...rows, { id: newId() }]), 422, ["2.name"]);
    expectProblem(await post([...rows, { id: newId(), name: 7 }]), 422, ["2.name"]);
    const many = Array.from({ length: 1_001 }, (_, index) => ({ id: `many_${index}`, name: "x" }));
    expectProblem(await post(many), 422, [""]);
    expect((await get(good)).status).toBe(404);
  });

  it("that come at once, in any order, make each tenant once and wait for each other never", async () => {
    const ids = Array.from({ length: 40 }, newId);
    const list = ids.map((id) => ({ id, name: id }));
    const answers = await Promise.all([post(list), post(list.toReversed()), post(list), post(list.toReversed())]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    for (const id of ids) expect(await auditOf(id)).toEqual(["tenant.created"]);
  });

  it("honours an Idempotency-Key", async () => {
    const id = newId();
    const headers = { "Idempotency-Key": id };
    const first = await api.call("POST", TENANTS, { body: [{ id, name: "x" }], headers });
    const again = await api.call("POST", TENANTS, { body: [{ id, name: "x" }], headers });
    expect([first.status, again.status, again.headers.get("idempotent-replayed")]).toEqual([201, 201, "true"]);
    expect(again.body).toEqual(first.body);
    const other = await api.call("POST", TENANTS, { body: [{ id, name: "y" }], headers });
    expectProblem(other, 422, ["Idempotency-Key"]);
  });
});

describe("an Idempotency-Key whose answer cannot be stored", () => {
  it("leaves no tenant, no user and no API key behind", async () => {
    const { deps } = api.database;
    const seal = () => {
      throw new Error("no key");
    };
    const failing = api.callWith({ secrets: { ...deps.secrets, seal } });
    const [id, known] = [newId(), newId()];
    await put(known, { name: "Known" });
    const send = (path: string, body: unknown) => failing("POST", path, { body, headers: { "Idempotency-Key": path } });
    const user = { email: "half@salon.example", name: "Half", role: "admin" };
    const answers = [
      await send(TENANTS, [{ id, name: "Half" }]),
      await send(`${TENANTS}/${known}/users`, user),
      await send(`${TENANTS}/${known}/api-keys`, { name: "half", scopes: ["events:read"] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
    expect((await get(id)).status).toBe(404);
    for (const path of ["users", "api-keys"])
      expect((await api.call("GET", `${TENANTS}/${known}/${path}`)).body.data).toEqual([]);
  });
});

describe("the list of tenants", () => {
  it("has figures of each, finds by id, name and health, and pages while rows are added", async () => {
    const { deps } = api.database;
    const [busy, calm] = [`busy_${newId()}`, `calm_${newId()}`];
    await put(busy, { name: "Salon Ärmel" });
    await put(calm, { name: "Calm" });
    const actor = { tenantId: busy, by: { kind: "system" } } as const;
    const { webhookId } = await furnishTenant(deps, actor, "https://example.com/hook");
    await deps.sql("UPDATE webhook_subscription SET consecutive_failures = 1 WHERE id = $1", [webhookId]);
    await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE tenant_id = $1", [busy]);
    await deps.db.tenantStorage.create({ data: { tenantId: busy, bytes: 77 } });

    const found = await api.call("GET", `${TENANTS}?q=ärmel`);
    expect(found.body).toEqual({
      data: [
        expect.objectContaining({
          id: busy,
          webhooks: { healthy: 0, failing: 1, paused: 0, disabled: 0 },
          last24h: { events: 1, rejectedEvents: 0, deliveries: 1, failedDeliveries: 1, isCounted: true },
          waiting: 1,
          storedBytes: 77,
        }),
      ],
      nextCursor: null,
    });
    expect(await get(busy)).toMatchObject({ status: 200, body: found.body.data[0] });
    const failing = await api.call("GET", `${TENANTS}?health=failing`);
    expect(failing.body.data).toMatchObject([{ id: busy }]);
    expect((await api.call("GET", `${TENANTS}?health=healthy&q=${calm}`)).body.data).toEqual([]);

    expect((await api.call("GET", `${TENANTS}?suspended=true&q=${calm}`)).body.data).toEqual([]);
    await put(calm, { suspended: true });
    expect((await api.call("GET", `${TENANTS}?suspended=true&q=${calm}`)).body.data).toMatchObject([{ id: calm }]);

    const first = await api.call("GET", `${TENANTS}?limit=1`);
    expect(first.body.data).toMatchObject([{ id: calm }]);
    await put(newId(), { name: "later" });
    const second = await api.call("GET", `${TENANTS}?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body.data).toMatchObject([{ id: busy }]);
    expectProblem(await api.call("GET", `${TENANTS}?cursor=x`), 422, ["cursor"]);
    expectProblem(await get("nobody"), 404);
  });

  it("counts at most so many rows of one tenant, and says that there are more", async () => {
    const { deps } = api.database;
    const id = `many_${newId()}`;
    await put(id, { name: "Many" });
    await acceptEvents(deps, eventsOf(1_001, id));
    const listed = await api.call("GET", `${TENANTS}?q=${id}`);
    expect(listed.body.data[0].last24h).toMatchObject({ events: 1_000, isCounted: false });
    expect((await get(id)).body.last24h).toMatchObject({ events: 1_001, isCounted: true });
  });
});

describe("DELETE of a tenant", () => {
  it("ends keys at once, answers 202, and leaves nothing", async () => {
    const { deps } = api.database;
    const id = newId();
    await put(id, { name: "Leaving" });
    const actor = { tenantId: id, by: { kind: "system" } } as const;
    const key = await addKey(deps, actor);
    await furnishTenant(deps, actor, "https://example.com/hook");
    expect(await api.call("DELETE", `${TENANTS}/${id}`)).toMatchObject({ status: 202, body: { id, done: true } });
    await expect(authenticateApiKey(deps, key)).rejects.toMatchObject({ code: "unauthorized" });
    expectProblem(await get(id), 404);
    expectProblem(await api.call("DELETE", `${TENANTS}/${id}`), 404);
    expect(await auditOf(id)).toEqual(["tenant.created", "tenant.removed"]);
    expect(await deps.db.removedTenant.count({ where: { id } })).toBe(1);
    expect(await put(id, { name: "Anew" })).toMatchObject({ status: 201 });
  });

  it("shows its progress, refuses changes meanwhile, and is ended by the worker after a crash", async () => {
    const { deps } = api.database;
    const id = newId();
    await put(id, { name: "Large" });
    await acceptEvents(deps, eventsOf(1_500, id));
    const operator = { by: { kind: "system" } } as const;
    const begun = await removeOperatorTenant(deps, operator, { id, workMsMax: 0 });
    expect(begun).toMatchObject({ id, done: false });
    const shown = await get(id);
    expect(shown.body.removal).toEqual({ startedAt: begun.startedAt, rowsRemoved: expect.any(Number) });
    expectProblem(await put(id, { name: "Back" }), 409);
    expectProblem(await api.call("POST", TENANTS, { body: [{ id, name: "Back" }] }), 409);
    expectProblem(await api.call("POST", `${TENANTS}/${id}/users`, { body: USER }), 409);
    expect(await continueRemovals(deps, { workMsMax: 60_000 })).toBe(false);
    expectProblem(await get(id), 404);
    expect(await deps.db.webhookEvent.count({ where: { tenantId: id } })).toBe(0);
    expect(await auditOf(id)).toEqual(["tenant.created", "tenant.removed"]);
  });

  const USER = { email: "ada@salon.example", name: "Ada", role: "admin" };
});
