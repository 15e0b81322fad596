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

const WARM_UP_PART = 4;
/** One connection sends a tenth of the events: each waits for the one before. */
const LONE_PART = 10;

/**
 * Sends one event a request, as a booking backend does. A rate counts from the first request until the last event is
 * delivered and recorded.
 */
export const measureSingle = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { events, rounds }: { events: number; rounds: readonly LatencyRound[] },
): Promise<SingleResult> => {
  const tenantIds = webhooks.map(({ tenantId }) => tenantId);
  const send = async (connections: number, count: number) => {
    const producer = createProducer(system, { connections });
    await receiver.reset();
    const sayCpu = await watchCpu(system, receiver);
    const startedAt = performance.now();
    const accepted = await postMany(producer, { tenantIds, count, arraySize: 1, connections });
    await drained(system, receiver, count);
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpuUs = sayCpu(`single events, ${connections} connections`, count);
    await producer.close();
    const arrivals = await receiver.arrivals();
    const lost = accepted.filter((id) => !arrivals.has(id)).length;
    return { perSecond: Math.round((count - lost) / seconds), lost, cpuUs };
  };
  await send(16, Math.ceil(events / WARM_UP_PART));
  const at1 = await send(1, Math.ceil(events / LONE_PART));
  const at16 = await send(16, events);
  const at64 = await send(64, events);
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
