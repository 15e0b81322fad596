import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Executor } from "#tests/protocol/executor.ts";
import { syncApp } from "#tests/protocol/inngest-server.ts";
import { type RegisteredFunction, readRegistration } from "#tests/protocol/registration.ts";
import type { Run, RunEvent } from "#tests/protocol/run.ts";
import { createRunQueue } from "#tests/protocol/run-queue.ts";
import { bearerOf } from "#tests/protocol/signature.ts";

/** A real Inngest drops an event id that it has seen in the last 24 h. */
const SEEN_MS = 24 * 3_600_000;

type Options = {
  /** Wait before a partial batch starts; null: as its function says. */
  batchWaitMs?: number | null;
  /** Wait before a retry without a time; a real Inngest begins with 15 s. */
  backoffMs?: number;
};

/**
 * Small executor that behaves towards an app like an Inngest server, over signed HTTP: registration, event API,
 * triggers, batches, one-op calls with memoised steps, retries, keyed concurrency. State is in memory. Crons start
 * manually.
 */
export const startExecutor = async ({ batchWaitMs = 200, backoffMs = 300 }: Options = {}): Promise<Executor> => {
  const signingKey = `signkey-test-${randomBytes(32).toString("hex")}`;
  const eventKey = `key_${randomBytes(8).toString("hex")}`;
  let functions: RegisteredFunction[] = [];
  const seen = new Map<string, number>();
  const batches = new Map<string, { events: RunEvent[]; timer: NodeJS.Timeout }>();
  const queue = createRunQueue({ signingKey, backoffMs });

  const startRun = (fn: RegisteredFunction, events: readonly RunEvent[], at = Date.now()) => {
    const run: Run = {
      id: randomUUID(),
      functionId: fn.id,
      events,
      status: "waiting",
      steps: {},
      stack: [],
      names: [],
      attempt: 0,
      output: undefined,
    };
    queue.add(fn, run, at);
    return run;
  };

  const flush = (fn: RegisteredFunction) => {
    const batch = batches.get(fn.id);
    if (!batch) return;
    clearTimeout(batch.timer);
    batches.delete(fn.id);
    startRun(fn, batch.events);
  };

  const trigger = (fn: RegisteredFunction, event: RunEvent, isNamed: boolean) => {
    if (!fn.batch) {
      // Batched functions ignore the sender's id; for others the id counts once.
      const key = `${fn.id} ${event.id}`;
      if (isNamed && Date.now() - (seen.get(key) ?? 0) < SEEN_MS) return;
      seen.set(key, Date.now());
      startRun(fn, [event], event.ts);
      return;
    }
    const waitMs = batchWaitMs ?? fn.batch.waitMs;
    const batch = batches.get(fn.id) ?? { events: [], timer: setTimeout(() => flush(fn), waitMs) };
    batches.set(fn.id, batch);
    batch.events.push(event);
    if (batch.events.length >= fn.batch.sizeMax) flush(fn);
  };

  const takeEvents = (body: unknown) => {
    const sent = (Array.isArray(body) ? body : [body]) as Partial<RunEvent>[];
    const ids = sent.map(({ id, name, ts, data }) => {
      if (!name) throw new Error("an event without a name");
      const event = { id: id ?? randomUUID(), name, ts: ts ?? Date.now(), data: data ?? {} };
      executor.events.push(event);
      if (executor.faults.losesEvent(event)) return event.id;
      for (const fn of functions) if (fn.events.includes(name)) trigger(fn, event, id !== undefined);
      // A new id: a real server also ignores the given one.
      return randomUUID();
    });
    return { ids, status: 200 };
  };

  const answer = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    const { pathname } = new URL(request.url ?? "", "http://executor");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = () => JSON.parse(Buffer.concat(chunks).toString());
    if (request.method === "POST" && pathname.startsWith("/e/")) {
      if (pathname !== `/e/${eventKey}`) return { status: 401, body: { error: "Event key not found", status: 401 } };
      return { status: 200, body: takeEvents(body()) };
    }
    if (request.method === "POST" && pathname === "/fn/register") {
      if (request.headers.authorization !== bearerOf(signingKey))
        return { status: 401, body: { error: "Unauthorized", status: 401 } };
      functions = readRegistration(body());
      return { status: 200, body: { ok: true, modified: true } };
    }
    if (request.method === "GET" && pathname === "/v1/apps/bellhop/functions") {
      if (request.headers.authorization !== bearerOf(signingKey))
        return { status: 401, body: { error: "Unauthorized", status: 401 } };
      const configOf = (events: readonly string[]) => ({ triggers: events.map((event) => ({ event })) });
      return { status: 200, body: functions.map(({ id, events }) => ({ id, config: configOf(events) })) };
    }
    throw new Error(`${request.method} ${pathname} is not expected`);
  };

  const server = createServer((request, response) => {
    answer(request)
      .catch((error: Error) => {
        executor.problems.push(error.message);
        return { status: 500, body: { error: error.message } };
      })
      .then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(body));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const executor: Executor = {
    url,
    eventKey,
    signingKey,
    environment: { INNGEST_BASE_URL: url, INNGEST_EVENT_KEY: eventKey, INNGEST_SIGNING_KEY: signingKey },
    sync: (appUrl) => syncApp(appUrl, signingKey),
    events: [],
    ...queue,
    functions: () => functions,
    start: (functionId, events = [{ id: randomUUID(), name: "inngest/scheduled.timer", ts: Date.now(), data: {} }]) => {
      const fn = functions.find(({ id }) => id === functionId);
      if (!fn) throw new Error(`${functionId} is not registered`);
      return startRun(fn, events);
    },
    get executor() {
      return executor;
    },
    close: async () => {
      for (const { timer } of batches.values()) clearTimeout(timer);
      await queue.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
  return executor;
};
