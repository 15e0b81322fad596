import type { Actor } from "#domain/context.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import type { DispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { testDatabase } from "#tests/database.ts";
import { startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

export const TRACEPARENT = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

/** Event as `acceptEvents` takes it. */
export const handedEvent = ({ tenantId }: Actor, externalId: string | null = null) => ({
  tenantId,
  externalId,
  event: "appointment.created",
  data: { appointmentId: "abc123", note: "ü".repeat(2_000) },
  timestamp: null,
});

/** Hands events to the worker, as the socket does. */
export const handTo =
  (ahead: DispatchAhead): HandOver =>
  async (rows) =>
    (await ahead.hand(rows).catch(() => null)) ?? "left";

/** A web process (`database.deps`) that hands events to a worker (`deps`), and a receiver. */
export const startHandingOver = async () => {
  const database = await testDatabase();
  const deps: EngineDeps = database.asWorker("wrk_other");
  const receiver = await startReceiver();
  return {
    database,
    deps,
    receiver,
    /** Accepts events as the web process does. */
    accept: (
      handOver: HandOver,
      events: Parameters<typeof acceptEvents>[1],
      sql: EngineDeps["sql"] = database.deps.sql,
    ) =>
      acceptEvents({ ...database.deps, traceparent: () => TRACEPARENT }, events, {
        store: shareCommits({ ...database.deps, sql }, handOver),
      }),
    rowsOf: async ({ tenantId }: Actor) => {
      const [counted] = await deps.sql<{ events: number; outbox: number; deliveries: number }>(
        `SELECT (SELECT count(*)::int FROM webhook_event WHERE tenant_id = $1) AS events,
      (SELECT count(*)::int FROM webhook_outbox WHERE tenant_id = $1) AS outbox,
      (SELECT count(*)::int FROM webhook_delivery WHERE tenant_id = $1) AS deliveries`,
        [tenantId],
      );
      return counted;
    },
    /** Requests at the receiver, once the worker has nothing left to send. */
    arrived: async (ahead: DispatchAhead) => {
      await ahead.whenIdle();
      await deps.inFlight.whenIdle();
      return receiver.requests;
    },
    addReceiver: (actor: Actor, changes: Parameters<typeof addWebhook>[2] = {}) =>
      addWebhook(deps, actor, { url: `${receiver.url}/${crypto.randomUUID()}`, ...changes }),
    close: async () => {
      await receiver.close();
      await database.close();
    },
  };
};
