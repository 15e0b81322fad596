import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { verifySignature } from "#domain/signing/verify.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { releaseClaims } from "#engine/claim/release-leases.ts";
import { attemptFirst, type FirstClaim } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

/** Makes the first attempts of an event in one of two ways. */
const WAYS = {
  "with its fan-out": attemptFirst,
  "by a claim of its own": async (deps: EngineDeps, claims: readonly FirstClaim[]) => {
    await releaseClaims(deps, claims);
    for (const claim of claims) await attemptDelivery(deps, claim);
  },
};

describe.each(Object.entries(WAYS))("a first attempt that is made %s", (_, attempt) => {
  it("leaves the webhook's redacted fields out; the signature and the log match the sent bytes", async () => {
    const { deps } = database;
    const actor = await database.addTenant();
    const { id, secret } = await addWebhook(deps, actor, {
      url: `${receiver.url}/${crypto.randomUUID()}`,
      redact: ["notes"],
    });
    const full = await addWebhook(deps, actor, { url: `${receiver.url}/${crypto.randomUUID()}` });
    const [accepted] = await acceptEvents(deps, [
      {
        tenantId: actor.tenantId,
        externalId: null,
        event: "appointment.created",
        data: { appointmentId: "abc123", notes: "allergic to dye" },
        timestamp: null,
      },
    ]);
    const { claims } = await fanOut(deps, [accepted?.id ?? ""]);
    receiver.requests.length = 0;
    await attempt(deps, claims);
    for (const { deliveryId, subscriptionId } of claims) {
      const request = receiver.requests.find(({ headers }) => headers["x-mais-delivery"] === deliveryId);
      if (!request) throw new Error("nothing arrived");
      const { body, headers } = request;
      expect(body.toString().includes("allergic")).toBe(subscriptionId === full.id);
      const signed = verifySignature({
        secret: subscriptionId === id ? secret : full.secret,
        headers,
        body,
        nowSeconds: Date.now() / 1_000,
      });
      expect(signed).toEqual({ ok: true });
      const logged = await getDelivery(deps, actor, { id: deliveryId });
      expect(logged.body).toBe(body.toString());
    }
  });
});
