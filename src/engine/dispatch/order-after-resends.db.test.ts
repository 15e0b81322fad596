import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type OrderedWebhook, orderedWebhook, steps } from "#tests/ordered-webhook.ts";
import { makeDue } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let salon: OrderedWebhook;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  salon = await orderedWebhook(database);
  return () => salon.receiver.close();
});

describe("a resend by hand", () => {
  it("waits for nobody, and no other event waits for it", async () => {
    salon.failing(1);
    await salon.dispatch(await salon.accept(...steps("a", 3)));
    const [first, second] = await salon.deliveries();
    await resendDelivery(deps, salon.actor, { id: second?.id ?? "" });
    await attemptDelivery(deps, salon.placeOf(second?.id));
    expect(salon.stepsOf("a")).toEqual([1, 2]);
    salon.failing();
    await makeDue(deps, first?.id ?? "");
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 2, 1, 3]);

    await resendDelivery(deps, salon.actor, { id: first?.id ?? "" });
    await salon.dispatch(await salon.accept({ appointmentId: "a", step: 4 }));
    expect(salon.stepsOf("a")).toEqual([1, 2, 1, 3, 4]);
  });

  it("that fails puts the delivery back behind the earlier ones", async () => {
    salon.failing(1, 2);
    await salon.dispatch(await salon.accept(...steps("a", 2)));
    const [first, second] = await salon.deliveries();
    await resendDelivery(deps, salon.actor, { id: second?.id ?? "" });
    await attemptDelivery(deps, salon.placeOf(second?.id));
    const [, back] = await salon.deliveries();
    expect(back).toMatchObject({ status: "retrying", attemptCount: 1, nextAttemptAt: null, waitsFor: first?.id });
    salon.failing();
    await makeDue(deps, first?.id ?? "");
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 2, 1, 2]);
  });
});

describe("a recovery", () => {
  const recover = async (changes: object = {}) => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { id } = await startRecovery(deps, salon.actor, {
      id: salon.webhook.id,
      since,
      status: ["failed", "canceled"],
      includeMissing: false,
      ...changes,
    });
    for (let next: unknown = true; next; ) {
      await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [id]);
      ({ next } = await continueRecovery(deps, { recoveryId: id }));
    }
  };

  it("keeps the order of canceled events", async () => {
    salon.failing(1);
    await salon.dispatch(await salon.accept(...steps("a", 4)));
    await cancelWaitingDeliveries(deps, salon.actor, salon.webhook);
    salon.failing();
    await recover();
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 1, 2, 3, 4]);
  });

  it("gives failed events one attempt each, in order", async () => {
    await salon.dispatch(await salon.accept(...steps("a", 3)));
    await deps.sql("UPDATE webhook_delivery SET status = 'failed' WHERE subscription_id = $1", [salon.webhook.id]);
    salon.failing(1, 2, 3);
    await recover();
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it("delivers events that the webhook never got in order", async () => {
    await updateWebhook(deps, salon.actor, { id: salon.webhook.id, changes: { active: false } });
    await salon.dispatch(await salon.accept(...steps("a", 3)));
    await updateWebhook(deps, salon.actor, { id: salon.webhook.id, changes: { active: true } });
    await recover({ includeMissing: true });
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 2, 3]);
  });
});
