import { expect } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { startReceiver } from "./receiver.ts";
import { until } from "./until.ts";

/** Delivers one event to a new webhook through the embedded engine; returns the delivery and the received request. */
export const deliverOneEvent = async (deps: EngineDeps, actor: Actor, data: Record<string, unknown>) => {
  const receiver = await startReceiver();
  const engine = startEmbedded(deps);
  try {
    await createWebhook(deps, actor, { url: receiver.url, events: ["appointment.created"] });
    const event = { tenantId: actor.tenantId, externalId: null, event: "appointment.created", timestamp: null };
    await acceptEvents(deps, [{ ...event, data }]);
    const { id } = await until("the event is delivered", async () =>
      (await listDeliveries(deps, actor, { limit: 1 })).data.find(({ status }) => status === "delivered"),
    );
    return {
      delivery: await getDelivery(deps, actor, { id }),
      received: receiver.requests[0] ?? expect.fail("nothing came"),
    };
  } finally {
    await engine.stop();
    await deps.inFlight.whenIdle();
    await receiver.close();
  }
};
