import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tellStory } from "#domain/events/tell-story.ts";
import { newId } from "#domain/ids.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { deliveryPage, eventPage, webhookPage } from "#rest/components.ts";
import { listDeliveriesRoute } from "#rest/delivery-routes.ts";
import { getEventRoute, listEventsRoute, sendEventsRoute } from "#rest/event-routes.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  listWebhookDeliveriesRoute,
  listWebhooksRoute,
} from "#rest/webhook-routes.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";
import { addKey } from "#tests/rest/call-route.ts";
import { furnishTenant } from "#tests/rest/seed-tenant.ts";
import { expectProblem, type TestApi, testApi, webhookBody } from "#tests/rest/test-api.ts";
import { acceptOne, addWebhook, fanOutOne } from "#tests/seed-deliveries.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

describe("lists", () => {
  it("page through all without a gap or a repeat", async () => {
    const many = await api.database.addTenant();
    const ownKey = await addKey(api.database.deps, many);
    for (let i = 0; i < 5; i++) await api.call(createWebhookRoute, { key: ownKey, body: webhookBody() });
    const seen: string[] = [];
    let query = "?limit=2";
    for (;;) {
      const { data, nextCursor } = webhookPage.parse((await api.call(listWebhooksRoute, { key: ownKey, query })).body);
      seen.push(...data.map(({ id }) => id));
      if (!nextCursor) break;
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
  });

  it("find by delivery, event, external and resource id, and answer for a deleted webhook", async () => {
    const owner = await api.database.addTenant();
    const ownKey = await addKey(api.database.deps, owner);
    const { webhookId: id, eventId, deliveryId } = await furnishTenant(api.database.deps, owner, api.receiver.url);
    for (const q of [deliveryId, eventId, "bk_1", "abc123"]) {
      const { data } = deliveryPage.parse(
        (await api.call(listDeliveriesRoute, { key: ownKey, query: `?q=${q}` })).body,
      );
      expect(data).toMatchObject([{ id: deliveryId }]);
    }
    const { data } = eventPage.parse((await api.call(listEventsRoute, { key: ownKey, query: "?q=abc123" })).body);
    expect(data).toMatchObject([{ id: eventId, deliveries: [{ webhookId: id, deliveryId, status: "failed" }] }]);
    await api.call(deleteWebhookRoute, { key: ownKey, id });
    expectProblem(await api.call(getWebhookRoute, { key: ownKey, id }), 404);
    const after = await api.call(listWebhookDeliveriesRoute, { key: ownKey, id });
    expect(deliveryPage.parse(after.body).data).toMatchObject([{ id: deliveryId }]);
  });

  it.each([listEventsRoute, listDeliveriesRoute])(
    "$method $path: from `since`, before `until`, page by page",
    async (route) => {
      const owner = await api.database.addTenant();
      const ownKey = await addKey(api.database.deps, owner);
      const { webhookId } = await furnishTenant(api.database.deps, owner, api.receiver.url);
      const ids = await addPast(owner.tenantId, webhookId);
      const prefix = route === listEventsRoute ? "evt" : "dlv";
      const seen = async (query: string) => {
        const { body } = await api.call(route, { key: ownKey, query });
        const { data, nextCursor } = (route === listEventsRoute ? eventPage : deliveryPage).parse(body);
        return { ids: data.map(({ id }) => id), nextCursor };
      };
      const [first, second, third] = ids.map((id) => `${prefix}_${id}`);
      const range = `since=${dayOf(0)}&until=${dayOf(3)}`;
      expect(await seen(`?${range}`)).toEqual({ ids: [third, second, first], nextCursor: null });
      expect(await seen(`?${range}&limit=2`)).toEqual({ ids: [third, second], nextCursor: second });
      expect(await seen(`?${range}&limit=2&cursor=${second}`)).toEqual({ ids: [first], nextCursor: null });
      expect(await seen(`?since=${dayOf(1)}&until=${dayOf(2)}`)).toEqual({ ids: [second], nextCursor: null });
      expect((await seen(`?since=${dayOf(2)}&limit=2`)).ids.at(-1)).toBe(third);
      expect(await seen(`?since=2999-01-01T00:00:00Z`)).toEqual({ ids: [], nextCursor: null });
    },
  );
});

const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

/** Adds an event with a delivery on each of three days; returns the ids without their prefix. */
const addPast = async (tenantId: string, subscriptionId: string): Promise<string[]> => {
  const { db } = api.database.deps;
  const ids = [0, 1, 2].map((day) => newId("evt", Date.parse(dayOf(day))).slice("evt_".length));
  const common = { tenantId, event: "appointment.created" };
  await db.webhookEvent.createMany({ data: ids.map((id) => ({ ...common, id: `evt_${id}`, occurredAt: new Date() })) });
  const toDelivery = (id: string) => ({ ...common, id: `dlv_${id}`, eventId: `evt_${id}`, subscriptionId });
  await db.webhookDelivery.createMany({ data: ids.map(toDelivery) });
  return ids;
};

describe("POST /v1/events", () => {
  it("fixes the tenant by the key, and accepts an external id once", async () => {
    const owner = await api.database.addTenant();
    const ownKey = await addKey(api.database.deps, owner);
    const body = { id: "bk_9", event: "appointment.created", data: { tenantId: "somebody else", appointmentId: "a" } };
    const first = await api.call(sendEventsRoute, { key: ownKey, body });
    expect(first).toMatchObject({
      status: 202,
      body: {
        events: [
          { id: expect.stringMatching(/^evt_/), externalId: "bk_9", event: "appointment.created", duplicate: false },
        ],
      },
    });
    const second = await api.call(sendEventsRoute, { key: ownKey, body });
    expect(second.body).toEqual({ events: [{ ...first.body.events[0], duplicate: true }] });
    const stored = await api.call(getEventRoute, { key: ownKey, id: first.body.events[0].id });
    expect(stored.body.payload).toMatchObject({ tenantId: owner.tenantId, data: { appointmentId: "a" } });
    expect(stored.body.payload.data).not.toHaveProperty("tenantId");
  });
});

it("the story of a resource tells all its events in order, with those that name it and the deliveries of derived events", async () => {
  const { deps } = api.database;
  const actor = await api.database.addTenant();
  await addWebhook(deps, actor);
  await addWebhook(deps, actor, { events: ["appointment.changed"] });
  const data = {
    appointmentId: "apt_9",
    startTime: "2026-03-14T10:00:00+01:00",
    customer: { name: "Ada" },
    price: 4500,
  };
  const { eventId } = await fanOutOne(deps, actor, data);
  await acceptOne(deps, actor, { appointmentId: "apt_90" });
  const paid = { paymentId: "pay_1", appointmentId: "apt_9", amount: 4500, currency: "EUR" };
  const place = { tenantId: actor.tenantId, externalId: null, timestamp: null };
  const [payment] = await acceptEvents(deps, [{ ...place, event: "payment.completed", data: paid }]);
  await indexAllEvents(deps);
  const story = await tellStory(deps, actor, { resourceId: "apt_9" });
  expect(story).toMatchObject({
    customer: "Ada",
    hasEarlier: false,
    chapters: [
      { eventId, facts: { amount: 4500, actor: null } },
      { eventId: payment?.id, event: "payment.completed" },
    ],
  });
  expect(story.chapters[0]?.deliveries).toHaveLength(2);
  const stranger = await api.database.addTenant();
  expect((await tellStory(deps, stranger, { resourceId: "apt_9" })).chapters).toEqual([]);
});
