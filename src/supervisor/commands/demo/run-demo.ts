import { randomUUID } from "node:crypto";
import { derivedTypesOf, eventTypes } from "#domain/event-types/catalog.ts";
import { type DemoSystem, findDemoSystem } from "./demo-system.ts";
import { startVerifyingReceiver, type VerifyingReceiver } from "./verifying-receiver.ts";

const ONCE_TIMEOUT_MS = 30_000;
const STREAM_INTERVAL_MS = 2_000;

const sendable = eventTypes.filter((type) => type.sendable);

/**
 * Sends bookings until it is stopped. `isOnce` sends one event of each type and ends when all have arrived.
 */
export const runDemo = async ({ isOnce }: { isOnce: boolean }): Promise<void> => {
  const system = findDemoSystem();
  const receiver = await startVerifyingReceiver(system);
  const end = () => receiver.close().finally(() => process.exit(0));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (isOnce) await sendOneOfEach(system, receiver).finally(receiver.close);
  else await streamBookings(system);
};

const sendOneOfEach = async (system: DemoSystem, { landed, waitFor }: VerifyingReceiver) => {
  const expected = await sendEvents(system, sendable);
  const timeout = AbortSignal.timeout(ONCE_TIMEOUT_MS);
  const late = new Promise<never>((_, refuse) => {
    timeout.addEventListener("abort", () => {
      const missing = expected.filter((one) => !landed.has(one));
      refuse(new Error(`After ${ONCE_TIMEOUT_MS / 1_000} s still missing: ${missing.join(", ")}`));
    });
  });
  await Promise.race([waitFor(expected), late]);
  const bad = expected.filter((one) => !landed.get(one));
  const result = `${expected.length} arrived, ${bad.length} of them with a signature that does not verify`;
  console.log(result);
  if (bad.length > 0) throw new Error(`Signatures that do not verify: ${bad.join(", ")}`);
};

const streamBookings = async (system: DemoSystem) => {
  console.log("A booking is made, moved, canceled or paid every two seconds. Ctrl-C ends it.");
  for (let turn = 0; ; turn++) {
    const type = sendable[turn % sendable.length];
    if (type) await sendEvents(system, [type]);
    await new Promise((resolve) => setTimeout(resolve, STREAM_INTERVAL_MS));
  }
};

/**
 * Sends events as a booking backend does, each with a mark that its deliveries repeat. Returns "<type>
 * <mark>" of each expected delivery, derived events included.
 */
const sendEvents = async (
  { base, eventKey, tenant }: DemoSystem,
  types: readonly (typeof eventTypes)[number][],
): Promise<string[]> => {
  const events = types.map(({ name, sample }) => {
    const mark = randomUUID();
    return { id: `demo:${mark}`, name, data: { tenantId: tenant.id, ...sample, demo: mark } };
  });
  const response = await fetch(`${base}/e/${eventKey}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(events),
  });
  if (!response.ok) throw new Error(`POST /e/… answered ${response.status}: ${await response.text()}`);
  return events.flatMap(({ name, data }) => [name, ...derivedTypesOf(name)].map((type) => `${type} ${data.demo}`));
};
