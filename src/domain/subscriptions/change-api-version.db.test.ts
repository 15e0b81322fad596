import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor } from "#domain/context.ts";
import { previewVersion } from "#domain/deliveries/preview-version.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { createWebhookInput, updateWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { acceptOne, addWebhook } from "#tests/seed-deliveries.ts";

const HOUR_MS = 3_600_000;
const [OLD, NEW] = ["2026-11-01", "2026-12-01"];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const start = Date.now();
/** Changes the version some hours after the start. */
const change = (actor: Actor, id: string, apiVersion: string | null, hours: number) => {
  const clock = () => new Date(start + hours * HOUR_MS);
  return updateWebhook({ ...database.deps, clock }, actor, { id, changes: { apiVersion } });
};

const preview = (actor: Actor, id: string, hours = 0) =>
  previewVersion({ ...database.deps, clock: () => new Date(start + hours * HOUR_MS) }, actor, { id });

describe("the version of a webhook", () => {
  it("is the newest by default, and an unknown one is refused with the known ones", async () => {
    const actor = await database.addTenant();
    expect(await addWebhook(database.deps, actor)).toMatchObject({ apiVersion: NEW });
    expect(await addWebhook(database.deps, actor, { apiVersion: OLD })).toMatchObject({ apiVersion: OLD });
    for (const [schema, rest] of [
      [createWebhookInput, { url: "https://example.com", events: ["appointment.created"] }],
      [updateWebhookInput, {}],
    ] as const)
      expect(schema.safeParse({ ...rest, apiVersion: "2027-01-01" }).error?.issues).toMatchObject([
        { path: ["apiVersion"], message: `use one of ${OLD}, ${NEW}` },
      ]);
  });

  it("goes back for 72 hours after an upgrade, and is then refused; each change is in the audit log", async () => {
    const actor = await database.addTenant();
    const { id } = await addWebhook(database.deps, actor, { apiVersion: OLD });
    expect(await change(actor, id, null, 100)).toMatchObject({ apiVersion: NEW });
    expect(await preview(actor, id, 101)).toMatchObject({
      example: null,
      goBack: { to: OLD, until: new Date(start + 172 * HOUR_MS).toISOString() },
    });
    expect(await change(actor, id, OLD, 172)).toMatchObject({ apiVersion: OLD });
    expect((await preview(actor, id, 172)).goBack).toBeNull();
    await change(actor, id, NEW, 200);
    await expect(change(actor, id, OLD, 272.01)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("72 hours"),
    });
    expect((await preview(actor, id, 272.01)).goBack).toBeNull();
    expect(await change(actor, id, NEW, 300), "the same version is no change").toMatchObject({ apiVersion: NEW });
    const { data } = await listAudit(database.deps, actor, { limit: 10 });
    expect(data.slice(0, -1).map(({ details }) => details)).toEqual([
      { changed: ["apiVersion"], fromVersion: OLD, toVersion: NEW },
      { changed: ["apiVersion"], fromVersion: NEW, toVersion: OLD },
      { changed: ["apiVersion"], fromVersion: OLD, toVersion: NEW },
    ]);
  });

  it("may be older for 72 hours after the creation, without an offer to go back", async () => {
    const actor = await database.addTenant();
    const { id } = await addWebhook(database.deps, actor);
    expect((await preview(actor, id)).goBack).toBeNull();
    expect(await change(actor, id, OLD, 1)).toMatchObject({ apiVersion: OLD });
    const other = await addWebhook(database.deps, actor);
    await expect(change(actor, other.id, OLD, 73)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the preview of an upgrade", () => {
  const moved = {
    appointmentId: "a",
    startTime: "2026-03-16T10:00:00Z",
    previousStartTime: "2026-03-14T10:00:00Z",
    notes: "n",
  };

  it("shows the newest event whose fields differ, without hidden fields", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const events = ["appointment.created", "appointment.rescheduled"];
    const { id } = await addWebhook(deps, actor, { apiVersion: OLD, events, redact: ["notes"] });
    const [accepted] = await acceptEvents(deps, [
      { tenantId: actor.tenantId, externalId: null, event: "appointment.rescheduled", data: moved, timestamp: null },
    ]);
    await fanOut(deps, [accepted?.id ?? ""]);
    await fanOut(deps, [await acceptOne(deps, actor)]);
    const { example, current, newest } = await preview(actor, id);
    expect({ current, newest }).toEqual({ current: OLD, newest: NEW });
    expect(example).toMatchObject({ event: "appointment.rescheduled", eventId: accepted?.id });
    const { notes: _, previousStartTime, ...rest } = moved;
    expect(JSON.parse(example?.now ?? "")).toMatchObject({ apiVersion: OLD, data: { ...rest, previousStartTime } });
    expect(JSON.parse(example?.upgraded ?? "")).toMatchObject({
      apiVersion: NEW,
      data: { ...rest, previous: { startTime: previousStartTime } },
    });
    for (const body of [example?.now, example?.upgraded]) expect(body).not.toContain('"notes"');
  });

  it("shows sample data while no event is kept, and nothing of another tenant", async () => {
    const actor = await database.addTenant();
    const { id } = await addWebhook(database.deps, actor, { apiVersion: OLD, events: ["payment.failed"] });
    expect((await preview(actor, id)).example).toMatchObject({ event: "payment.failed", eventId: null });
    const all = await addWebhook(database.deps, actor, { apiVersion: OLD, events: ["payment.*"] });
    expect((await preview(actor, all.id)).example).toMatchObject({ event: "payment.refunded", eventId: null });
    await expect(preview(await database.addTenant(), id)).rejects.toMatchObject({ code: "not_found" });
  });
});
