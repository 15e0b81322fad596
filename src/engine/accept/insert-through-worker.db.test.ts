import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { createDispatchAhead, type DispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { handedEvent, startHandingOver } from "#tests/handed-events.ts";

// Without an answer of the worker the web process stores the events too. `dispatch-ahead.db.test.ts` has those that it answers.

let world: Awaited<ReturnType<typeof startHandingOver>>;
let actor: Actor;
let worker: DispatchAhead;

beforeAll(async () => {
  world = await startHandingOver();
});
afterAll(() => world.close());
beforeEach(async () => {
  actor = await world.database.addTenant();
  world.receiver.requests.length = 0;
  await world.addReceiver(actor);
  worker = createDispatchAhead(world.deps);
});

describe.each([null, "order-1"])("an event (external id %s)", (externalId) => {
  const accept = async (handOver: HandOver, sql?: EngineDeps["sql"]) => {
    const [accepted] = await world.accept(handOver, [handedEvent(actor, externalId)], sql);
    return accepted ?? expect.fail();
  };

  it("is stored by the web process when the worker is dead, or comes too late", async () => {
    let late: readonly NewEvent[] = [];
    const accepted = await accept(async (rows) => {
      late = rows;
      return "unknown";
    });
    expect(accepted.duplicate).toBe(false);
    expect(await worker.hand(late).catch(() => null)).toBeNull();
    expect(await world.rowsOf(actor)).toEqual({ events: 1, outbox: 1, deliveries: 0 });
  });

  it("is stored by the worker when it was first, and is no duplicate of itself", async () => {
    const accepted = await accept(async (rows) => {
      await worker.hand(rows);
      return "unknown";
    });
    expect(accepted.duplicate).toBe(false);
    expect(await world.rowsOf(actor)).toEqual({ events: 1, outbox: 0, deliveries: 1 });
    await world.arrived(worker);
  });

  it("is stored once when both store at once", async () => {
    /** Runs between two statements of the web process: its look, and its insert. */
    let between: () => Promise<unknown> = async () => {};
    const sql: EngineDeps["sql"] = async (text, ...given) => {
      if (text.includes("INSERT INTO webhook_event")) await between();
      return world.database.deps.sql(text, ...given);
    };
    const accepted = await accept(async (rows) => {
      between = () => worker.hand(rows);
      return "unknown";
    }, sql);
    expect(accepted.duplicate).toBe(false);
    expect(await world.rowsOf(actor)).toEqual({ events: 1, outbox: 0, deliveries: 1 });
    const sent = await world.arrived(worker);
    expect(sent.map(({ headers }) => headers["webhook-id"])).toEqual([accepted.id]);
  });
});
