import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "#domain/context.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { recoverInput } from "#domain/recoveries/recovery.schema.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type App, startApp } from "#tests/protocol/app.ts";
import { type EmbeddedRunner, startEmbeddedRunner } from "#tests/protocol/embedded-runner.ts";
import type { Executor } from "#tests/protocol/executor.ts";
import { ROOT } from "#tests/protocol/processes.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";
import { until } from "#tests/until.ts";

// Table "Which function runs when" of docs/concepts.md: each situation on both engines.

type Ran = { id: string; function: string; steps: string[]; isEnded: boolean };

type Engine = {
  deps: EngineDeps;
  runs(): Ran[];
  /** Sends by Inngest's event API, past our own. */
  sendStraight(event: { id: string; name: string; data: Record<string, unknown> }): Promise<void>;
  runSweep(): void;
};

type World = Engine & { actor: Actor; receiver: Receiver; webhook: { id: string; url: string } };

/** Waits of 1 s and 5 s, equal to the test application's. */
const RETRIES = { WEBHOOK_RETRY_COUNT: "2", WEBHOOK_RETRY_WINDOW: "6s" };
const HOUR_MS = 3_600_000;
const ANNOUNCE_DUE = "announce-due";

let app: App | undefined;
let embedded: EmbeddedRunner | undefined;
beforeAll(async () => {
  app = await startApp();
  embedded = await startEmbeddedRunner(RETRIES);
});
afterAll(async () => {
  await embedded?.close();
  await app?.close();
});

const onInngest = ({ deps }: App, executor: Executor): Engine => ({
  deps,
  runs: () =>
    executor.runs.map(({ id, functionId, status, names }) => ({
      id,
      function: functionId.replace("bellhop-", ""),
      steps: names,
      isEnded: status !== "waiting",
    })),
  sendStraight: async (event) => {
    const body = JSON.stringify([{ ...event, ts: Date.now() }]);
    await fetch(`${executor.url}/e/${executor.eventKey}`, { method: "POST", body });
  },
  runSweep: () => executor.start("bellhop-sweep"),
});

const onEmbedded = ({ deps, runs, inngest, skipToNextMinute }: EmbeddedRunner): Engine => ({
  deps,
  runs: () => runs.map((run, index) => ({ ...run, id: String(index), isEnded: true })),
  sendStraight: async (event) => {
    await inngest.send(event);
  },
  runSweep: skipToNextMinute,
});

const statuses = async ({ deps, webhook }: World) => {
  const rows = await deps.sql<{ status: string }>("SELECT status FROM webhook_delivery WHERE subscription_id = $1", [
    webhook.id,
  ]);
  return rows.map(({ status }) => status);
};
const allDelivered = (world: World, count: number) =>
  until(`${count} are delivered`, async () => {
    const found = await statuses(world);
    return found.length === count && found.every((status) => status === "delivered");
  });

const accept = ({ deps, actor }: World, dueAt: Date | null = null) =>
  acceptEvents(deps, [
    {
      tenantId: actor.tenantId,
      externalId: null,
      event: "appointment.created",
      data: { appointmentId: "apt_1" },
      timestamp: null,
      dueAt,
    },
  ]);

const addFailed = ({ deps, actor, webhook }: World) =>
  addDelivery(deps, actor, webhook.id, { status: "failed", attempts: 3, failures: 3, reason: "http_status" });

/** Actions of each situation; `begin` marks the start of the observed time. */
const SITUATIONS: Record<string, (world: World, begin: () => void) => Promise<unknown>> = {
  "a first attempt": async (world) => {
    await accept(world);
    await allDelivered(world, 1);
  },
  "a retry": async (world, begin) => {
    const { receiver } = world;
    const announced = () =>
      world
        .runs()
        .filter((run) => run.isEnded && run.function === "dispatch-events" && run.steps.includes(ANNOUNCE_DUE));
    const before = announced().length;
    receiver.answer = () => ({ status: receiver.requests.length < 2 ? 503 : 200 });
    await accept(world);
    await until("it is to be retried", async () => (await statuses(world)).includes("retrying"));
    await until("the run of its first attempt has ended", () => announced().length > before);
    begin();
    await allDelivered(world, 1);
  },
  "a long backlog": async (world) => {
    // A shared run takes 50 at most; the rest fits into the runs of its webhook.
    await addDueDeliveries(world.deps, world.actor, world.webhook, 60);
    await allDelivered(world, 60);
  },
  "a resend": async (world) => {
    const id = await addFailed(world);
    await resendDelivery(world.deps, world.actor, { id });
    await until("it was sent again", () => world.receiver.requests.length === 1);
  },
  "a recovery": async (world) => {
    for (let n = 0; n < 3; n++) await addFailed(world);
    const since = new Date(Date.now() - HOUR_MS).toISOString();
    await startRecovery(world.deps, world.actor, { id: world.webhook.id, ...recoverInput.parse({ since }) });
    await until("all were sent again", () => world.receiver.requests.length === 3);
  },
  "an event sent straight to Inngest": async (world) => {
    const data = { tenantId: world.actor.tenantId, appointmentId: "apt_1" };
    await world.sendStraight({ id: crypto.randomUUID(), name: "appointment.created", data });
    await allDelivered(world, 1);
  },
  "the sweep": async (world) => {
    world.runSweep();
  },
  "a scheduled event falling due": async (world, begin) => {
    const [event] = await accept(world, new Date(Date.now() + HOUR_MS));
    begin();
    await world.deps.sql("UPDATE webhook_outbox SET due_at = now() WHERE event_id = $1", [event?.id]);
    await allDelivered(world, 1);
  },
};

/** Functions and their steps, each named once: the number of runs depends on timing. */
const namesOf = (runs: readonly Ran[]) =>
  [...Map.groupBy(runs, (run) => run.function)].map(([name, ofFunction]) => {
    const steps = new Set(ofFunction.flatMap(({ steps }) => steps));
    return `${name}: ${[...steps].join(", ")}`;
  });

/**
 * Leaves out what a slow machine adds: attempts that are open after a second, or that begin in the slow lane, get `announce-due`
 * and a run of `deliver`.
 */
const withoutLate = (runs: readonly Ran[], expected: readonly string[]): Ran[] => {
  const isExpected = (name: string, step = "") =>
    expected.some((one) => one.startsWith(`${name}:`) && one.includes(step));
  const isLate = ({ function: name, steps }: Ran) => steps.includes(ANNOUNCE_DUE) && !isExpected(name, ANNOUNCE_DUE);
  if (!runs.some(isLate)) return [...runs];
  return runs
    .filter(({ function: name }) => name !== "deliver" || isExpected(name))
    .map((run) => (isLate(run) ? { ...run, steps: run.steps.filter((step) => step !== ANNOUNCE_DUE) } : run));
};

const runSituation = async (engine: Engine, situation: string, expected: readonly string[]) => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const { deps } = engine;
  const tenantId = `salon_${crypto.randomUUID().slice(0, 8)}`;
  await addTenant(deps, { id: tenantId, name: "Salon" });
  const actor: Actor = { tenantId, by: { kind: "system" } };
  const webhook = await addWebhook(deps, actor, { url: receiver.url });
  // Runs of the situation before may still wait, and end during this one.
  const others = new Set(engine.runs().map(({ id }) => id));
  const begin = () => {
    for (const { id, isEnded } of engine.runs()) if (isEnded) others.add(id);
  };
  await SITUATIONS[situation]?.({ ...engine, actor, receiver, webhook }, begin);
  const functions = new Set(expected.map((one) => one.split(":")[0]));
  // Minutes pass meanwhile: clock-driven functions run in every situation.
  const ofClock = new Set(["sweep", "retention", "erase", "remove-tenants", "send-emails", "measure-storage"]);
  const ran = () => {
    const runs = engine
      .runs()
      .filter(({ id, isEnded }) => isEnded && !others.has(id))
      .filter((run) => functions.has(run.function) || !ofClock.has(run.function));
    return namesOf(withoutLate(runs, expected)).sort();
  };
  await until(`these ran: ${expected.join("; ")}`, () => ran().length >= expected.length);
  return ran();
};

/** Cells of the table's rows. */
const rows = (
  readFileSync(join(ROOT, "docs", "concepts.md"), "utf8")
    .split("\n## Which function runs when\n")[1]
    ?.split("\n## ")[0] ?? ""
)
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** Parses `deliver`: `attempt`; … as written in the table. */
const expectedOf = (cell: string) =>
  cell
    .split(";")
    .map((one) => one.replaceAll("`", "").trim())
    .sort();

it("each situation of the table is tried, and each event starts the function beside it", () => {
  expect(rows.map(([situation]) => situation)).toEqual(Object.keys(SITUATIONS));
});

describe.each(rows.map(([situation = "", , cell = ""]) => ({ situation, expected: expectedOf(cell) })))(
  "$situation",
  ({ situation, expected }) => {
    it("with a real Inngest", async ({ skip }) => {
      const executor = app?.inngest.executor;
      if (!app || !executor) return skip("looks into the executor, which a real Inngest server does not allow");
      expect(await runSituation(onInngest(app, executor), situation, expected)).toEqual(expected);
    });

    it("with the embedded runner", async () => {
      if (!embedded) throw new Error("not started");
      expect(await runSituation(onEmbedded(embedded), situation, expected)).toEqual(expected);
    });
  },
);
