import type { Fault } from "#tests/faults/fault.ts";
import { callApi } from "../start-app.ts";
import { until } from "../until.ts";
import type { World } from "./world.ts";

const WAITING = 3;
/** Longer than the first probe of a paused webhook takes. */
const DELIVERED_MS = 60_000;

/** Creates a webhook whose receiver is down, and waits until some deliveries wait for it. */
const withWaiting = async (world: World, name: string) => {
  const id = `${name}-${Date.now()}`;
  const webhook = await addPatiently(world, `/down/${id}`);
  await world.recorder.setDown(true);
  await until("some deliveries wait", async () => {
    const rows = await world.query(
      "SELECT 1 FROM webhook_delivery WHERE subscription_id = $1 AND status IN ('pending', 'retrying')",
      [webhook.id],
    );
    return rows.length >= WAITING;
  });
  return { webhook, path: `/v1/tenant-admin/webhooks/${webhook.id}` };
};

/** Retries, because the API may still recover from the fault before. */
const addPatiently = (world: World, path: string) =>
  until("the webhook is there", () => world.addWebhook(path, ["appointment.created"]).catch(() => null));

const call = async (world: World, method: string, path: string, body?: unknown) => {
  const answer = await until("the API takes the change", async () => {
    const got = await callApi(world.app, method, path, body).catch(() => null);
    return got && got.status !== 503 && got;
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};

/** Deletes the webhook of a fault, since a tenant may have only so many; its waiting deliveries are canceled. */
const remove = async (world: World, { webhook, path }: Awaited<ReturnType<typeof withWaiting>>) => {
  webhook.offAt ??= Date.now();
  await call(world, "DELETE", path);
};

export const webhookFaults: Record<string, Fault> = {
  "webhook deleted while deliveries wait": {
    run: async (world) => remove(world, await withWaiting(world, "deleted")),
  },
  "webhook disabled while deliveries wait": {
    run: async (world) => {
      const one = await withWaiting(world, "disabled");
      one.webhook.offAt = Date.now();
      await call(world, "PATCH", one.path, { active: false });
      await remove(world, one);
    },
  },
  "URL changed while deliveries wait": {
    run: async (world) => {
      const one = await withWaiting(world, "moved");
      const next = `/ok/moved-${Date.now()}`;
      one.webhook.paths.push(next);
      await call(world, "PATCH", one.path, { url: `${world.recorder.url}${next}` });
      await delivered(world, one.webhook.id);
      await remove(world, one);
    },
  },
  "secret changed while deliveries wait": {
    run: async (world) => {
      const one = await withWaiting(world, "rotated");
      const { secret } = await call(world, "POST", `${one.path}/rotate-secret`, {});
      one.webhook.secrets.push(secret);
      await world.recorder.setDown(false);
      await remove(world, one);
    },
  },
  "events twice and out of order": {
    run: async (world) => {
      const some = await until("some events were sent", () => {
        const latest = world.producer.sent.slice(-30);
        return latest.length >= 10 && latest;
      });
      await world.producer.repeat(some);
    },
  },
};

const delivered = (world: World, webhookId: string) =>
  until(
    "one is delivered to the new place",
    async () => {
      const rows = await world.query(
        "SELECT 1 FROM webhook_delivery WHERE subscription_id = $1 AND status = 'delivered'",
        [webhookId],
      );
      return rows.length > 0;
    },
    DELIVERED_MS,
  );
