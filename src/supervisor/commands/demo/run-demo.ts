import { randomUUID } from "node:crypto";
import { derivedTypesOf, eventTypes } from "#domain/event-types/catalog.ts";
import { actOnce, createStream } from "./demo-acts.ts";
import { type DemoBooking, openDemoBooking } from "./demo-booking.ts";
import { type DemoSystem, findDemoSystem } from "./demo-system.ts";
import { startVerifyingReceiver, type VerifyingReceiver } from "./verifying-receiver.ts";

const ONCE_TIMEOUT_MS = 30_000;
const STREAM_INTERVAL_MS = 2_000;

const sendable = eventTypes.filter((type) => type.sendable);

/**
 * Changes bookings of the demo salon until it is stopped. `isOnce` makes at least one event of each type and ends when all have
 * arrived.
 */
export const runDemo = async ({ isOnce }: { isOnce: boolean }): Promise<void> => {
  const system = findDemoSystem();
  const receiver = await startVerifyingReceiver(system);
  const demo = await openDemoBooking(system).catch(async (error: unknown) => {
    await receiver.close();
    throw error;
  });
  const close = async () => {
    await demo.close();
    await receiver.close();
  };
  const end = () => close().finally(() => process.exit(0));
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  if (isOnce) await sendOneOfEach({ system, demo, receiver }).finally(close);
  else await streamBookings(demo);
};

const sendOneOfEach = async ({
  system,
  demo,
  receiver: { landed, waitFor },
}: {
  system: DemoSystem;
  demo: DemoBooking;
  receiver: VerifyingReceiver;
}) => {
  await actOnce(demo);
  const changes = demo.takeEventIds().map(readEventId);
  const made = new Set(changes.map(({ name }) => name));
  const samples = await sendSamples(
    system,
    sendable.filter(({ name }) => !made.has(name)),
  );
  const expected = [...changes, ...samples].flatMap(({ name, mark }) =>
    [name, ...derivedTypesOf(name)].map((type) => `${type} ${mark}`),
  );
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

const streamBookings = async (demo: DemoBooking) => {
  console.log("An appointment is made, moved, canceled or paid every two seconds. Ctrl-C ends it.");
  for (const step = createStream(demo); ; ) {
    await step();
    await new Promise((resolve) => setTimeout(resolve, STREAM_INTERVAL_MS));
  }
};

/** `mark` names one change: its deliveries repeat it. */
type Change = { name: string; mark: string };

/** Reads `<resource>:<name>:<sequence>`. */
const readEventId = (id: string): Change => {
  const [resource = "", name = "", sequence = ""] = id.split(":");
  return { name, mark: `${resource}:${sequence}` };
};

/** Sends samples of the types that the demo salon has no use for, in one request, each with a mark of its own. */
const sendSamples = async (
  { base, eventKey, tenant }: DemoSystem,
  types: readonly (typeof eventTypes)[number][],
): Promise<Change[]> => {
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
  return events.map(({ name, data }) => ({ name, mark: data.demo }));
};
