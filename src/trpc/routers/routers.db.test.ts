import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "#domain/limits/limits.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { sessionOf } from "#tests/session-of.ts";
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

const callerFor = (session: SignedIn | null) =>
  createCallerFactory(appRouter)({ deps: database.deps, session, subscribeTenant: () => () => {} });

const signedIn = async (changes: Partial<SignedIn> = {}) => {
  return callerFor(sessionOf(await database.addTenant(), changes));
};

describe("the procedure ladder", () => {
  it("requires a session, except for the event types and the question whose it is", async () => {
    const visitor = callerFor(null);
    await expect(visitor.webhooks.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await expect(visitor.apiKeys.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect((await visitor.eventTypes.list()).data).not.toEqual([]);
    expect(await visitor.account.personMark()).toBeNull();
  });

  it("tells one mark for all sessions of a person, and another for each other person and tenant", async () => {
    const [here, there] = [await database.addTenant(), await database.addTenant()];
    const markOf = (changes: Partial<SignedIn>, tenant = here) =>
      callerFor(sessionOf(tenant, changes)).account.personMark();
    const mark = await markOf({});
    expect(await markOf({ sessionId: "ses_2", role: "viewer" })).toBe(mark);
    expect(new Set([mark, await markOf({ userId: "usr_2" }), await markOf({}, there)]).size).toBe(3);
  });

  it("takes the tenant from the session: a webhook of another tenant is not found", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const { id } = await one.webhooks.create({ url: receiver.url, events: ["payment.failed"] });
    expect(await one.webhooks.get({ id })).toMatchObject({ id, url: receiver.url });
    await expect(two.webhooks.get({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(two.webhooks.delete({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await two.webhooks.list({})).data).toEqual([]);
  });

  it("passes a refusal on with its code", async () => {
    const caller = await signedIn();
    const input = { url: `${receiver.url}/twice`, events: ["payment.failed"] };
    await caller.webhooks.create(input);
    await expect(caller.webhooks.create(input)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(caller.webhooks.create({ ...input, url: "ftp://a.example.com" })).rejects.toMatchObject({
      code: "UNPROCESSABLE_CONTENT",
    });
  });
});

describe("the limits of a tenant", () => {
  it("apply to its people too: tests and recoveries have narrower limits", async () => {
    const { tenantId } = await database.addTenant();
    const caller = callerFor(sessionOf({ tenantId }));
    const { id } = await caller.webhooks.create({ url: `${receiver.url}/limits`, events: ["payment.failed"] });
    const { limits } = database.deps;
    for (let used = 0; used < LIMITS.tests.max; used++) await limits.take("tests", tenantId);
    for (let used = 0; used < LIMITS.recover.max; used++) await limits.take("recover", tenantId);
    await expect(caller.webhooks.sendTest({ id })).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    await expect(caller.recoveries.start({ id, since: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message: expect.stringMatching(/^That was too much at once: up to 10 recoveries a minute/),
    });
    expect(receiver.requests.filter(({ path }) => path.endsWith("/limits"))).toEqual([]);
    expect(await caller.webhooks.get({ id })).toMatchObject({ id });
  });
});

describe("webhooks.revealSecret", () => {
  it("gives the secret after a recent sign-in, and otherwise asks to sign in again", async () => {
    const [fresh, stale] = [await signedIn(), await signedIn({ signedInAt: new Date(Date.now() - 11 * 60_000) })];
    const input = { url: `${receiver.url}/reveal`, events: ["payment.failed"] };
    const { id, secret } = await fresh.webhooks.create(input);
    expect(await fresh.webhooks.revealSecret({ id })).toEqual({ secret });
    const { id: other } = await stale.webhooks.create(input);
    await expect(stale.webhooks.revealSecret({ id: other })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("Sign out and in again"),
    });
    await expect(fresh.webhooks.revealSecret({ id: other })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await fresh.audit.list({})).data[0]).toMatchObject({ action: "secret.revealed", actor: { name: "Owner" } });
    expect((await stale.audit.list({})).data).toHaveLength(1);
  });
});

describe("webhooks.sendTest", () => {
  it("streams the phases in order, then the receiver's real answer", async () => {
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

describe("the controls of a webhook", () => {
  const since = "2020-01-01T00:00:00Z";

  it("answer as their schemas say, and refuse an impossible change with a code", async () => {
    const caller = await signedIn();
    const { id } = await caller.webhooks.create({ url: `${receiver.url}/controls`, events: ["payment.failed"] });
    expect(await caller.webhooks.health({ id })).toMatchObject({ health: "healthy", waiting: 0 });
    expect(await caller.webhooks.upcoming({ id })).toEqual({ waiting: 0, next: [], limitedTo: null });
    expect(await caller.webhooks.missed({ id })).toEqual({ count: 0, since: null, switchedOffAt: null, isMore: false });
    expect(await caller.webhooks.cancelWaiting({ id })).toEqual({ count: 0 });
    await expect(caller.webhooks.tryNow({ id })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await caller.recoveries.latest({ id })).toBeNull();
    expect(await caller.recoveries.preview({ id, since, includeMissing: true })).toEqual({ count: 0 });
    const { id: recoveryId, count } = await caller.recoveries.start({ id, since });
    expect(count).toBe(0);
    await expect(caller.recoveries.start({ id, since })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await caller.recoveries.cancel({ id, recoveryId })).toMatchObject({ id: recoveryId, state: "canceled" });
    expect(await caller.recoveries.latest({ id })).toMatchObject({ id: recoveryId, status: ["failed", "canceled"] });
    await expect(caller.recoveries.start({ id, since: "2999-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "UNPROCESSABLE_CONTENT",
    });
  });

  it("give not_found to another tenant", async () => {
    const [one, two] = [await signedIn(), await signedIn()];
    const { id } = await one.webhooks.create({ url: `${receiver.url}/theirs`, events: ["payment.failed"] });
    for (const attempt of [
      () => two.webhooks.health({ id }),
      () => two.webhooks.upcoming({ id }),
      () => two.webhooks.missed({ id }),
      () => two.webhooks.cancelWaiting({ id }),
      () => two.webhooks.tryNow({ id }),
      () => two.recoveries.latest({ id }),
      () => two.recoveries.preview({ id, since }),
      () => two.recoveries.start({ id, since }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
