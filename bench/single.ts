import type { BenchWebhook } from "./add-webhooks.ts";
import { type CpuUs, watchCpu } from "./cpu-split.ts";
import { bestOf, type LatencyRound } from "./latency.ts";
import { drained } from "./pipeline.ts";
import { createProducer, postMany } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

/** `cpuUsPerEvent` is all processes of the system at 16 connections, `cpuUs` its split. */
export type SingleResult = {
  perSecond1: number;
  perSecond16: number;
  perSecond64: number;
  cpuUsPerEvent: number;
  p50Ms: number;
  p99Ms: number;
  lost: number;
  cpuUs: { at1: CpuUs; at16: CpuUs; at64: CpuUs };
  what: string;
};

/** One connection sends a tenth of the events: each waits for the one before. */
const LONE_PART = 10;

type Target = { system: System; receiver: Receiver; webhooks: readonly BenchWebhook[] };

/**
 * Sends events until V8 has compiled the way of an event: the first hundreds after a start take some milliseconds more each. A lone request
 * takes another way than those that share a commit.
 */
export const warmUpSingle = async (target: Target, { events }: { events: number }): Promise<void> => {
  for (const connections of [16, 1]) await sendSingles(target, { count: Math.ceil(events / 2), connections });
};

/**
 * Sends one event a request, as a booking backend does. A rate counts from the first request until the last event is
 * delivered and recorded.
 */
export const measureSingle = async (
  target: Target,
  { events, rounds }: { events: number; rounds: readonly LatencyRound[] },
): Promise<SingleResult> => {
  const at1 = await sendSingles(target, { count: Math.ceil(events / LONE_PART), connections: 1 });
  const at16 = await sendSingles(target, { count: events, connections: 16 });
  const at64 = await sendSingles(target, { count: events, connections: 64 });
  return {
    perSecond1: at1.perSecond,
    perSecond16: at16.perSecond,
    perSecond64: at64.perSecond,
    cpuUsPerEvent: at16.cpuUs.system,
    ...bestOf(rounds.map(({ fromPostMs }) => fromPostMs)),
    lost: at1.lost + at16.lost + at64.lost,
    cpuUs: { at1: at1.cpuUs, at16: at16.cpuUs, at64: at64.cpuUs },
    what: "one event a request, 16 and 64 connections, same tenants; latency post → endpoint, idle, one at a time, best of 3 rounds",
  };
};

const sendSingles = async (
  { system, receiver, webhooks }: Target,
  { count, connections }: { count: number; connections: number },
) => {
  const producer = createProducer(system, { connections });
  await receiver.reset();
  const sayCpu = await watchCpu(system, receiver);
  const startedAt = performance.now();
  const tenantIds = webhooks.map(({ tenantId }) => tenantId);
  const accepted = await postMany(producer, { tenantIds, count, arraySize: 1, connections });
  await drained(system, receiver, count);
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpuUs = sayCpu(`single events, ${connections} connections`, count);
  await producer.close();
  const arrivals = await receiver.arrivals();
  const lost = accepted.filter((id) => !arrivals.has(id)).length;
  return { perSecond: Math.round((count - lost) / seconds), lost, cpuUs };
};
