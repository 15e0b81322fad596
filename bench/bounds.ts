import { Pool } from "undici";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import type { BenchWebhook } from "./add-webhooks.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { rounded } from "./percentile.ts";
import { createProducer } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

/**
 * Longest waits of other tenants during the attack: `healthMs` for the web process, `eventMs` from event to request.
 */
type Attack = { status: number; answerMs: number; healthMs: number; eventMs: number };

const REDACTING = 40;
const PATHS = Array.from({ length: 20 }, (_, index) => `a.b.c.d.e.f.g.h${index}`);
const AFTER_MS = 1_000;
const MIB = 1024 * 1024;
const zeros = (count: number) => `[${"0,".repeat(count - 1)}0]`;

/**
 * Measures how the largest requests of one tenant slow others down. A health probe and another tenant's events run
 * beside each attack.
 */
export const measureBounds = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
): Promise<Record<string, Attack>> => {
  const [attacker, ...others] = webhooks.map(({ tenantId }) => tenantId);
  if (!attacker) throw new Error("no tenant was created for the attacks");
  await addRedacting(system, receiver, attacker);
  const pool = new Pool(system.url, { connections: 4 });
  const post = async (body: string) => {
    const { statusCode, body: answer } = await pool.request({
      path: `/e/${system.eventKey}`,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    await answer.dump();
    return statusCode;
  };
  const event = (name: string, data: string) =>
    `{"name":"${name}","data":{"tenantId":"${attacker}","appointmentId":"a",${data}}}`;
  const attacks: Record<string, string | null> = {
    nothing: null,
    "10 MiB of zeros": zeros(5 * MIB),
    "10 MiB of brackets": "[".repeat(10 * MIB),
    "10 events of 19,000 values": `[${Array(10)
      .fill(event("appointment.created", `"x":${zeros(19_000)}`))
      .join()}]`,
    "38 events of 250 KiB": `[${Array(38)
      .fill(event("appointment.created", `"x":"${"x".repeat(250_000)}"`))
      .join()}]`,
    [`19,900 objects, ${REDACTING} webhooks that hide 20 fields`]: event(
      "appointment.canceled",
      `"a":[${"{},".repeat(19_899)}{}]`,
    ),
  };
  const result: Record<string, Attack> = {};
  for (const [name, body] of Object.entries(attacks))
    result[name] = await measureAttack(system, receiver, others, async () => (body === null ? 0 : post(body)));
  await pool.close();
  return result;
};

const addRedacting = async ({ deps }: System, receiver: Receiver, tenantId: string) => {
  const origin = await receiver.listen();
  for (let index = 0; index < REDACTING; index++) {
    const url = `${origin}/redacting/${tenantId}/${index}`;
    const input = createWebhookInput.parse({ url, events: ["appointment.canceled"], redact: PATHS });
    await createWebhook(deps, { tenantId, by: { kind: "system" } }, input);
  }
};

const measureAttack = async (
  system: System,
  receiver: Receiver,
  tenantIds: readonly string[],
  attack: () => Promise<number>,
): Promise<Attack> => {
  let isOver = false;
  const longest = async (once: () => Promise<unknown>) => {
    let most = 0;
    while (!isOver) {
      const since = monotonicMs();
      await once();
      most = Math.max(most, monotonicMs() - since);
    }
    return rounded(most);
  };
  await receiver.reset();
  const producer = createProducer(system, { connections: 1 });
  let sent = 0;
  const probes = [
    longest(async () => (await fetch(`${system.url}/api/health/web`)).text()),
    longest(async () => {
      await producer.post([tenantIds[sent++ % tenantIds.length] ?? ""]);
      while ((await receiver.counts()).unique < sent) await new Promise((resolve) => setTimeout(resolve, 1));
    }),
  ];
  const since = monotonicMs();
  const status = await attack();
  const answerMs = rounded(monotonicMs() - since);
  await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  isOver = true;
  const [healthMs = 0, eventMs = 0] = await Promise.all(probes);
  await producer.close();
  return { status, answerMs, healthMs, eventMs };
};
