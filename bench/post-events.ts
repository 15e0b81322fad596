import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { booking } from "./booking.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import type { System } from "./start-system.ts";

/** `ids` are the ids that the receiver will see; `acceptedAt` is when the response arrived. */
export type Accepted = { ids: string[]; acceptedAt: number };

export type Producer = {
  /** Sends one request with one event per tenant. Throws unless the response is 200. */
  post(tenantIds: readonly string[]): Promise<Accepted>;
  close(): Promise<void>;
};

/** Acts as a booking backend: events with their own ids, over the Inngest SDK's event API, on kept connections. */
export const createProducer = (
  { url, eventKey }: Pick<System, "url" | "eventKey">,
  { connections }: { connections: number },
): Producer => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const run = randomUUID().slice(0, 8);
  let made = 0;
  const newEvent = (tenantId: string) => {
    const appointmentId = `apt_${run}_${++made}`;
    return {
      id: `${appointmentId}:created`,
      name: "appointment.created",
      data: {
        tenantId,
        ...booking.data,
        appointmentId,
      },
    };
  };
  return {
    post: async (tenantIds) => {
      const events = JSON.stringify(tenantIds.map(newEvent));
      const send = async () => {
        const { statusCode, headers, body } = await pool.request({
          path: `/e/${eventKey}`,
          method: "POST",
          headers: { "content-type": "application/json" },
          body: events,
        });
        return { statusCode, waitSeconds: Number(headers["retry-after"]), text: await body.text() };
      };
      let answer = await send();
      // Retries after Retry-After: the rate was too high, or the database was briefly unavailable.
      while (answer.statusCode === 429 || answer.statusCode === 503) {
        await new Promise((resolve) => setTimeout(resolve, answer.waitSeconds * 1_000));
        answer = await send();
      }
      const { statusCode, text } = answer;
      const acceptedAt = monotonicMs();
      if (statusCode !== 200) throw new Error(`Events were not accepted: ${statusCode} ${text}`);
      return { ids: JSON.parse(text).ids, acceptedAt };
    },
    close: () => pool.close(),
  };
};

/** Posts `count` events in arrays, spread evenly over the tenants, with `connections` parallel requests. */
export const postMany = async (
  producer: Producer,
  {
    tenantIds,
    count,
    arraySize = 100,
    connections,
    isWanted = () => true,
  }: {
    tenantIds: readonly string[];
    count: number;
    arraySize?: number;
    connections: number;
    isWanted?: () => boolean;
  },
): Promise<string[]> => {
  const ids: string[] = [];
  let next = 0;
  const post = async () => {
    while (next < count && isWanted()) {
      const size = Math.min(arraySize, count - next);
      const tenants = Array.from({ length: size }, (_, index) => tenantIds[(next + index) % tenantIds.length] ?? "");
      next += size;
      ids.push(...(await producer.post(tenants)).ids);
    }
  };
  await Promise.all(Array.from({ length: connections }, post));
  return ids;
};
