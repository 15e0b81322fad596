import { randomUUID } from "node:crypto";
import { request } from "undici";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import type { Behaviour } from "./receiver/messages.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

export type BenchWebhook = {
  tenantId: string;
  webhookId: string;
  /** Deletes the webhook over REST; waiting deliveries are canceled. */
  remove(): Promise<void>;
};

/**
 * Creates `count` tenants with one webhook each over REST. Each webhook has its own receiver port, because sending is
 * limited per host and port.
 */
export const addWebhooks = (
  system: Pick<System, "url" | "deps">,
  receiver: Receiver,
  { count, behaviour = "ok", ordered = false }: { count: number; behaviour?: Behaviour; ordered?: boolean },
): Promise<BenchWebhook[]> =>
  Promise.all(Array.from({ length: count }, () => addWebhook(system, receiver, { behaviour, ordered })));

const addWebhook = async (
  system: Pick<System, "url" | "deps">,
  receiver: Receiver,
  { behaviour, ordered }: { behaviour: Behaviour; ordered: boolean },
): Promise<BenchWebhook> => {
  const tenantId = `bench_${randomUUID().slice(0, 8)}`;
  await addTenant(system.deps, { id: tenantId, name: "Benchmark" });
  const actor = { tenantId, by: { kind: "system" } } as const;
  const { key } = await createApiKey(system.deps, actor, { name: "benchmark", scopes: apiScope.options });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const path = `/${behaviour.replaceAll(" ", "-")}/${tenantId}`;
  const url = `${await receiver.listen()}${path}`;
  const create = () =>
    request(`${system.url}/v1/tenant-admin/webhooks`, {
      method: "POST",
      headers: { ...headers, "idempotency-key": tenantId },
      body: JSON.stringify({ url, events: ["appointment.created"], ordered }),
    });
  let answer = await create();
  // Retries after Retry-After: a machine that is busy with the start may answer late.
  while (answer.statusCode === 503) {
    await answer.body.dump();
    await new Promise((resolve) => setTimeout(resolve, Number(answer.headers["retry-after"]) * 1_000));
    answer = await create();
  }
  const { statusCode, body } = answer;
  if (statusCode !== 201) throw new Error(`Could not create a webhook: ${statusCode} ${await body.text()}`);
  const { id: webhookId, secret } = (await body.json()) as { id: string; secret: string };
  await receiver.add([{ path, secret, behaviour }]);
  return {
    tenantId,
    webhookId,
    remove: async () => {
      const deleted = await request(`${system.url}/v1/tenant-admin/webhooks/${webhookId}`, {
        method: "DELETE",
        headers,
      });
      await deleted.body.dump();
    },
  };
};
