import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import type { SessionUser } from "#trpc/context.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";

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

const callerFor = (session: SessionUser | null) =>
  createCallerFactory(appRouter)({ deps: database.deps, session, subscribeTenant: () => () => {} });

const signedIn = async () => {
  const { tenantId } = await database.addTenant();
  return callerFor({ userId: "usr_1", tenantId, email: "owner@salon.example", name: "Owner" });
};

describe("the procedure ladder", () => {
  it("lets nobody in without a session, but tells everybody the event types", async () => {
    const visitor = callerFor(null);
    await expect(visitor.webhooks.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(visitor.apiKeys.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect((await visitor.eventTypes.list()).data).not.toEqual([]);
  });

  it("takes the tenant from the session: another one's webhook is not there", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const { id } = await one.webhooks.create({ url: receiver.url, events: ["payment.failed"] });
    expect(await one.webhooks.get({ id })).toMatchObject({ id, url: receiver.url });
    await expect(two.webhooks.get({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(two.webhooks.delete({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await two.webhooks.list({})).data).toEqual([]);
  });

  it("hands a refusal on with its code", async () => {
    const caller = await signedIn();
    const input = { url: `${receiver.url}/twice`, events: ["payment.failed"] };
    await caller.webhooks.create(input);
    await expect(caller.webhooks.create(input)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(caller.webhooks.create({ ...input, url: "ftp://a.example.com" })).rejects.toMatchObject({
      code: "UNPROCESSABLE_CONTENT",
    });
  });
});

describe("webhooks.sendTest", () => {
  it("tells the phases in order, then the receiver's real answer", async () => {
    const caller = await signedIn();
    const { id } = await caller.webhooks.create({ url: `${receiver.url}/test`, events: ["payment.failed"] });
    const steps = await Array.fromAsync(await caller.webhooks.sendTest({ id }));
    expect(steps.map((step) => (step.type === "phase" ? step.phase : step.type))).toEqual([
      "resolving",
      "connecting",
      "sent",
      "status",
      "body",
      "result",
    ]);
    expect(steps.at(-1)).toMatchObject({ result: { ok: true, attempt: { response: { status: 200 } } } });
  });

  it("refuses another tenant's webhook, also in the middle of a stream", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const { id } = await one.webhooks.create({ url: `${receiver.url}/other`, events: ["payment.failed"] });
    await expect(Array.fromAsync(await two.webhooks.sendTest({ id }))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
