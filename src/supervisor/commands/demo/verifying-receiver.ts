import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { eventTypes, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import type { DemoSystem } from "./demo-system.ts";

const DESCRIPTION = "npm run demo";

type Webhook = { id: string; description: string; secret: string };

export type VerifyingReceiver = {
  /** Maps each event that arrived, "<type> <mark>", to whether its signature verified. A mark names one change. */
  landed: ReadonlyMap<string, boolean>;
  waitFor: (expected: readonly string[]) => Promise<void>;
  /** Removes the webhook and stops listening. */
  close: () => Promise<void>;
};

/** Starts a local HTTP server, registers it as a webhook for all event types, and prints what arrives. */
export const startVerifyingReceiver = async ({ api, tenant }: DemoSystem): Promise<VerifyingReceiver> => {
  const landed = new Map<string, boolean>();
  let onLanding = () => {};
  let secret = "";

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = request.headers as Record<string, string>;
    const verdict = verifySignature({ secret, headers, body, nowSeconds: Math.floor(Date.now() / 1_000) });
    const { event, id, data, ...top } = JSON.parse(body.toString());
    console.log(`${verdict.ok ? "✓ verified" : `✗ ${verdict.reason}`}  ${event.padEnd(24)} ${id}`);
    response.end("ok");
    landed.set(`${event} ${data.demo ?? `${top[`${event.split(".")[0]}Id`]}:${data.sequence}`}`, verdict.ok);
    onLanding();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/demo`;

  await removeOldWebhooks(api);
  const webhook = (await api("POST", "/v1/tenant-admin/webhooks", {
    url,
    events: eventTypes.map(({ name }) => name).filter((name) => !isOperationalEvent(name)),
    description: DESCRIPTION,
  })) as Webhook;
  secret = webhook.secret;
  console.log(`Receiver ${url} registered for ${tenant.name} as ${webhook.id}`);

  return {
    landed,
    waitFor: (expected) =>
      new Promise((done) => {
        onLanding = () => expected.every((one) => landed.has(one)) && done();
        onLanding();
      }),
    close: async () => {
      await api("DELETE", `/v1/tenant-admin/webhooks/${webhook.id}`);
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Removes the webhooks of demos that were killed. */
const removeOldWebhooks = async (api: DemoSystem["api"]) => {
  const { data } = (await api("GET", "/v1/tenant-admin/webhooks?limit=100")) as { data: Webhook[] };
  for (const { id, description } of data)
    if (description === DESCRIPTION) await api("DELETE", `/v1/tenant-admin/webhooks/${id}`);
};
