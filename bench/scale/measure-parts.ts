import { addWebhooks } from "../add-webhooks.ts";
import { rounded } from "../percentile.ts";
import { deliveredEvents, drained } from "../pipeline.ts";
import { createProducer, type Producer, postMany } from "../post-events.ts";
import { cpuTimes, findPostgres, type Roots } from "../processes.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { BENCH_NAME, type Parts } from "./start-parts.ts";

export const TENANTS = 20;

/** How events are sent: `arraySize` in a request, `connections` requests at once over all web processes. */
export type Load = { events: number; arraySize: number; connections: number };

/** `cpuUs` is microseconds of CPU an event for all processes of a kind, `cores` how many cores all of them kept busy. */
export type Rate = { perSecond: number; lost: number; cpuUs: Record<Kind, number>; cores: number };

type Kind = (typeof KINDS)[number];
const KINDS = ["web", "worker", "postgres", "receiver", "producer"] as const;

/** Part of the events that are sent before, uncounted. */
const WARM_UP_PART = 4;

/** `connections` counts those of the processes to PostgreSQL, after the load, without those of the benchmark. */
export type Measured = { arrays: Rate; single: Rate; connections: number };

/** Measures one load after the other, from the first request until the last event is delivered and recorded. */
export const measureParts = async (
  parts: Parts,
  receiver: Receiver,
  loads: { arrays: Load; single: Load },
): Promise<Measured> => {
  const [first] = parts.webs;
  if (!first) throw new Error("A measurement needs a web process.");
  const tenantIds: string[] = [];
  // One after another: new processes that open all connections at once may answer too late.
  while (tenantIds.length < TENANTS) {
    const [webhook] = await addWebhooks({ ...parts, url: first.url }, receiver, { count: 1 });
    if (webhook) tenantIds.push(webhook.tenantId);
  }
  const roots = await findRoots(parts, receiver);
  return {
    arrays: await measureLoad(parts, receiver, { tenantIds, roots, load: loads.arrays }),
    single: await measureLoad(parts, receiver, { tenantIds, roots, load: loads.single }),
    connections: await countConnections(parts),
  };
};

type Wanted = { tenantIds: readonly string[]; load: Load; roots: Roots };

const measureLoad = async (parts: Parts, receiver: Receiver, { tenantIds, load, roots }: Wanted): Promise<Rate> => {
  const producer = spread(parts, load.connections);
  const send = async (count: number) => {
    await receiver.reset();
    const accepted = await postMany(producer, { ...load, tenantIds, count });
    await drained(parts, receiver, count);
    return accepted;
  };
  await send(Math.ceil(load.events / WARM_UP_PART));
  const before = readCpu(roots);
  const begun = new Date();
  const startedAt = performance.now();
  const accepted = await send(load.events);
  const elapsedMs = performance.now() - startedAt;
  const after = readCpu(roots);
  await producer.close();

  const [arrived, logged] = [await receiver.arrivals(), await deliveredEvents(parts, begun)];
  const lost = accepted.filter((id) => !arrived.has(id) || !logged.has(id)).length;
  const usedMs = (kind: Kind) => after[kind] - before[kind];
  return {
    perSecond: Math.round((load.events - lost) / (elapsedMs / 1_000)),
    lost,
    cpuUs: eachKind((kind) => Math.round((1_000 * usedMs(kind)) / load.events)),
    cores: rounded(KINDS.reduce((sum, kind) => sum + usedMs(kind), 0) / elapsedMs),
  };
};

/** Sends requests to the web processes in turn, as a balancer does. */
const spread = ({ webs, eventKey }: Parts, connections: number): Producer => {
  const each = webs.map(({ url }) =>
    createProducer({ url, eventKey }, { connections: Math.ceil(connections / webs.length) }),
  );
  let turn = 0;
  return {
    post: async (tenantIds) => {
      const producer = each[turn++ % each.length];
      if (!producer) throw new Error("There is no web process to send to.");
      return producer.post(tenantIds);
    },
    close: async () => void (await Promise.all(each.map(({ close }) => close()))),
  };
};

/** Names each process by its kind and number, since a kind may have several. */
const findRoots = async ({ webs, workers, deps }: Parts, receiver: Receiver): Promise<Roots> => {
  const numbered = (kind: Kind, pids: readonly { pid: number }[]) =>
    pids.map(({ pid }, index) => [`${kind}${index}`, pid] as const);
  const postgres = await findPostgres({ deps });
  return Object.fromEntries([
    ...numbered("web", webs),
    ...numbered("worker", workers),
    ["postgres", postgres],
    ["receiver", receiver.pid],
  ]);
};

const readCpu = (roots: Roots): Record<Kind, number> => {
  const times = Object.entries(cpuTimes(roots));
  const own = process.cpuUsage();
  const sumOf = (kind: Kind) =>
    times.reduce((sum, [name, ms]) => (name.startsWith(kind) ? sum + ms : sum), 0) +
    (kind === "producer" ? (own.user + own.system) / 1_000 : 0);
  return eachKind(sumOf);
};

const eachKind = (read: (kind: Kind) => number): Record<Kind, number> => ({
  web: read("web"),
  worker: read("worker"),
  postgres: read("postgres"),
  receiver: read("receiver"),
  producer: read("producer"),
});

const countConnections = async ({ deps }: Parts): Promise<number> => {
  const [row] = await deps.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
     AND application_name <> $1`,
    [BENCH_NAME],
  );
  return row?.count ?? 0;
};
