import { onTestFinished } from "vitest";
import {
  appointmentCanceled,
  appointmentCreated,
  type BellhopEvent,
  createBellhop,
  createOutbox,
  pgStore,
  type RelayNotice,
  type RelaySettings,
} from "#client/index.ts";
import { until } from "#tests/until.ts";
import { bookingDatabase } from "./booking-database.ts";

type Sent = { id: string; name: string; ts: number; data: { tenantId: string; sequence: number; notes?: string } };
type Reply = { status: number; error?: string; retryAfter?: number } | Error | null;

/** An outbox in a database of its own, and a Bellhop that answers as it is told. */
export const outboxWorld = async () => {
  const database = await bookingDatabase();
  const behavior: {
    /** Null = Bellhop takes the events. */
    reply: (events: Sent[]) => Reply;
    /** What Bellhop took, in order. */
    taken: Sent[];
    /** Number of events in each request. */
    requests: number[];
  } = { reply: () => null, taken: [], requests: [] };
  const bellhop = createBellhop({
    baseUrl: "https://hooks.example.com",
    eventKey: "k",
    fetch: async (_, { body }) => {
      const events: Sent[] = JSON.parse(body);
      behavior.requests.push(events.length);
      const answer = behavior.reply(events);
      if (answer instanceof Error) throw answer;
      if (answer) {
        const { status, error = "No.", retryAfter } = answer;
        const headers: Record<string, string> = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
        return Response.json({ error, status }, { status, headers });
      }
      behavior.taken.push(...events);
      return Response.json({ ids: events.map(({ id }) => id), status: 200 });
    },
  });
  const outbox = createOutbox({ bellhop, store: pgStore(database.pool) });
  return {
    database,
    behavior,
    bellhop,
    outbox,
    add: (...events: BellhopEvent[]) => database.inTransaction((client) => outbox.add(client, events)),
    /** A relay that runs until the test ends, and what it would log. */
    relay: (settings: RelaySettings = {}) => {
      const notices: RelayNotice[] = [];
      const running = outbox.startRelay({ pollMs: 20, onNotice: (notice) => notices.push(notice), ...settings });
      onTestFinished(() => running.stop());
      return { ...running, notices };
    },
    allSettled: () => until("nothing waits", async () => (await outbox.status()).waiting === 0),
    idsTaken: () => behavior.taken.map(({ id }) => id),
    /** Makes the next test independent of the ones before. */
    reset: async () => {
      await database.pool.query("TRUNCATE bellhop_outbox, bellhop_sequence, booking");
      Object.assign(behavior, { reply: () => null, taken: [], requests: [] });
    },
  };
};

export type OutboxWorld = Awaited<ReturnType<typeof outboxWorld>>;

export const created = (appointmentId: string, tenantId = "salon", notes?: string) =>
  appointmentCreated({ tenantId, appointmentId, ...(notes ? { notes } : {}) });

export const canceled = (appointmentId: string, tenantId = "salon") => appointmentCanceled({ tenantId, appointmentId });
