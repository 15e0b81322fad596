import { randomUUID } from "node:crypto";
import { Inngest } from "inngest";
import { onTestFinished } from "vitest";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { DeliveryDetailView, DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import type { WebhookWithSecretView } from "#domain/subscriptions/webhook.schema.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import type { App } from "#tests/protocol/app.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "#tests/receiver.ts";
import { until } from "#tests/until.ts";

type SentEvent = { id?: string; name: string; data: Record<string, unknown> };

/** Tenant with an API key, as outside programs use it: over REST and with the unchanged Inngest SDK. */
export type TestTenant = {
  id: string;
  receiver: Receiver;
  call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  subscribe(changes?: object): Promise<WebhookWithSecretView>;
  /** Sends to the app's event API. */
  send(...events: SentEvent[]): Promise<string[]>;
  /** Sends to Inngest's own event API. */
  sendToInngest(...events: SentEvent[]): Promise<string[]>;
  events(query?: string): Promise<EventView[]>;
  deliveries(query?: string): Promise<DeliveryView[]>;
  /** Waits for a delivery of the tenant with this status; returns it with its attempts. */
  deliveryThatIs(status: string): Promise<DeliveryDetailView>;
};

export const newTenant = async ({ url, eventKey, deps, inngest }: App): Promise<TestTenant> => {
  const id = `salon_${randomUUID().slice(0, 8)}`;
  await addTenant(deps, { id, name: "Salon" });
  const actor = { tenantId: id, by: { kind: "system" } } as const;
  const { key } = await createApiKey(deps, actor, { name: "tests", scopes: apiScope.options });
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());

  const call: TestTenant["call"] = async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  };
  const get = async <View>(path: string): Promise<View> => {
    const { status, body } = await call("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as View;
  };
  const list = async <View>(path: string) => (await get<{ data: View[] }>(path)).data;
  const sender = (baseUrl: string, key: string) => {
    const backend = new Inngest({ id: "booking", baseUrl, eventKey: key, isDev: false });
    return async (...events: SentEvent[]) => {
      const owned = events.map(({ data, ...event }) => ({ ...event, data: { tenantId: id, ...data } }));
      return (await backend.send(owned)).ids;
    };
  };
  const tenant: TestTenant = {
    id,
    receiver,
    call,
    subscribe: async (changes = {}) => {
      const input = { url: receiver.url, events: ["appointment.created"], ...changes };
      const { status, body } = await call("POST", "/v1/tenant-admin/webhooks", input);
      if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`);
      return body as WebhookWithSecretView;
    },
    send: sender(url, eventKey),
    sendToInngest: sender(inngest.url, inngest.eventKey),
    events: (query = "") => list<EventView>(`/v1/tenant-admin/events?limit=100${query}`),
    deliveries: (query = "") => list<DeliveryView>(`/v1/tenant-admin/deliveries?limit=100${query}`),
    deliveryThatIs: async (status) => {
      const [found] = await until(`a delivery is ${status}`, async () => {
        const all = await tenant.deliveries(`&status=${status}`);
        return all.length > 0 && all;
      });
      return get(`/v1/tenant-admin/deliveries/${found?.id}`);
    },
  };
  return tenant;
};

export const created = (appointmentId = "apt_1") => ({ name: "appointment.created", data: { appointmentId } });

export const webhookIds = (requests: readonly ReceivedRequest[]) =>
  requests.map(({ headers }) => headers["webhook-id"]);
