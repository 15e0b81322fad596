import type { Actor } from "#domain/context.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { TestDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook, findAll } from "#tests/seed-deliveries.ts";

export type OrderedWebhook = Awaited<ReturnType<typeof orderedWebhook>>;

type Sent = { appointmentId: string; deliverAt?: Date; step: number };

/** Time of a step: a batch ends with its last attempt, however slow the machine is. */
const STEP_MS = 30_000;

/** Adds a tenant with one ordered webhook and its endpoint. An event says in `step` which one of its appointment it is. */
export const orderedWebhook = async ({ deps, addTenant }: TestDatabase) => {
  const receiver: Receiver = await startReceiver();
  const actor: Actor = await addTenant();
  const webhook = await addWebhook(deps, actor, { url: receiver.url, ordered: true });
  const placeOf = (deliveryId = "") => ({
    deliveryId,
    subscriptionId: webhook.id,
    tenantId: actor.tenantId,
    host: new URL(receiver.url).host,
  });
  const findDue = async () => (await findAll(deps)).filter(({ subscriptionId }) => subscriptionId === webhook.id);
  return {
    receiver,
    actor,
    webhook,
    placeOf,
    /** Accepts events in one request. */
    accept: async (...events: Sent[]): Promise<string[]> => {
      const accepted = await acceptEvents(
        deps,
        events.map(({ deliverAt, ...data }) => ({
          tenantId: actor.tenantId,
          externalId: null,
          event: "appointment.created",
          data,
          timestamp: null,
          ...(deliverAt ? { dueAt: deliverAt } : {}),
        })),
      );
      return accepted.map(({ id }) => id);
    },
    dispatch: (eventIds: readonly string[], process: EngineDeps = deps) =>
      dispatchEvents(process, eventIds, { stopAfterMs: STEP_MS }),
    /** Steps of an appointment in the order of their requests. */
    stepsOf: (appointmentId: string): number[] =>
      receiver.requests.flatMap(({ body }) => {
        const { data } = JSON.parse(body.toString());
        return data.appointmentId === appointmentId ? data.step : [];
      }),
    /** Oldest delivery first. */
    deliveries: async () => (await listDeliveries(deps, actor, { limit: 100 })).data.toReversed(),
    /** Attempts deliveries until none is due. */
    drain: async () => {
      for (let due = await findDue(); due.length > 0; due = await findDue())
        for (const delivery of due) await attemptDelivery(deps, delivery);
    },
    /** Lets the endpoint answer 500 to the events of these steps. */
    failing: (...steps: number[]) => {
      receiver.answer = ({ body }) => ({ status: steps.includes(JSON.parse(body.toString()).data.step) ? 500 : 200 });
    },
  };
};

export const steps = (appointmentId: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ appointmentId, step: index + 1 }));
