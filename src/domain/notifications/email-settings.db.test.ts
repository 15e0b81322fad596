import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { listAudit } from "#domain/audit/list-audit.ts";
import type { Actor, EmailMessage } from "#domain/context.ts";
import { operationalEvent } from "#domain/event-types/operational-event.ts";
import { newId } from "#domain/ids.ts";
import { getEmailSettings, setEmail } from "#domain/notifications/email-settings.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import { sendStorageEmails } from "#domain/notifications/send-storage-emails.ts";
import type { SignedIn } from "#domain/sessions/signed-in.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { sessionOf } from "#tests/session-of.ts";

const MIB = 1024 * 1024;

let database: TestDatabase;
let actor: Actor;
let sent: EmailMessage[];
beforeAll(async () => {
  database = await testDatabase({ TENANT_STORAGE_MB: "10", BRAND_NAME: "Salonware" });
});
beforeEach(async () => {
  sent = [];
  actor = await database.addTenant();
});
afterAll(() => database.close());

const deps = () => ({
  ...database.deps,
  email: async (message: EmailMessage) => {
    sent.push(message);
  },
});

const addMember = async (name: string): Promise<SignedIn> => {
  const id = newId("usr");
  const email = `${name}@${actor.tenantId.replace("_", "-")}.example`;
  await database.deps.db.user.create({ data: { id, tenantId: actor.tenantId, name, email } });
  return sessionOf(actor, { userId: id, email, name });
};

/** Writes an operational event and its outbox row as the engine does. */
const putIntoOutbox = async () => {
  const { tenantId } = actor;
  const { id, event, body, occurredAt, resourceId } = operationalEvent({
    event: "webhook.disabled",
    tenantId,
    webhook: { id: "wh_1", url: "https://till.example.com/hook", description: "Till" },
    now: new Date(),
    baseUrl: "https://hooks.example.com",
    reason: "failing",
    lastError: null,
    eventType: null,
  });
  const payloads = { create: { body: new TextEncoder().encode(body) } };
  await database.deps.db.webhookEvent.create({ data: { id, tenantId, event, resourceId, occurredAt, payloads } });
  await database.deps.db.emailOutbox.create({ data: { eventId: id, tenantId, dueAt: new Date(0) } });
};

it("a member who has turned a kind of email off gets none of it, colleagues and other kinds go on", async () => {
  const [ada, bea] = [await addMember("ada"), await addMember("bea")];
  await setEmail(deps(), ada, { kind: "webhook.disabled", wanted: false });
  expect((await getEmailSettings(deps(), ada)).wanted).toEqual(["webhook.failing", "storage.low"]);
  await putIntoOutbox();
  await sendDueEmails(deps());
  expect(sent.map(({ to }) => to)).toEqual([[bea.email]]);
  expect(sent[0]?.text).toMatch(/on Salonware\. Turn it off/);

  await setEmail(deps(), bea, { kind: "webhook.disabled", wanted: false });
  await putIntoOutbox();
  expect(await sendDueEmails(deps())).toEqual({ sent: 0, failed: 0 });
  expect(await database.deps.db.emailOutbox.count({ where: { dueAt: { not: null } } })).toBe(0);

  await setEmail(deps(), ada, { kind: "webhook.disabled", wanted: true });
  await putIntoOutbox();
  await sendDueEmails(deps());
  expect(sent.map(({ to }) => to)).toEqual([[bea.email], [ada.email]]);
});

it("two kinds that are turned off at once are both off, a repeat changes nothing, and the audit log has both", async () => {
  const ada = await addMember("ada");
  const off = (kind: "webhook.failing" | "storage.low") => setEmail(deps(), ada, { kind, wanted: false });
  await Promise.all([off("webhook.failing"), off("storage.low")]);
  await off("storage.low");
  expect((await getEmailSettings(deps(), ada)).wanted).toEqual(["webhook.disabled"]);
  const { data } = await listAudit(deps(), actor, { limit: 10 });
  expect(data.map(({ action }) => action)).toEqual(["user.emails_changed", "user.emails_changed"]);
});

it("a person of the booking platform has no emails to choose", async () => {
  const portal = sessionOf(actor, { kind: "portal", userId: "portal:ada", email: null });
  expect(await getEmailSettings(deps(), portal)).toMatchObject({ email: null, wanted: [] });
  const change = setEmail(deps(), portal, { kind: "storage.low", wanted: false });
  await expect(change).rejects.toMatchObject({ code: "forbidden", reason: "no_email_address" });
});

it("low storage is emailed once to those who want it, again after a refusal, and not once there is space", async () => {
  const [ada, bea] = [await addMember("ada"), await addMember("bea")];
  await setEmail(deps(), bea, { kind: "storage.low", wanted: false });
  const { db } = database.deps;
  const { tenantId } = actor;
  await db.tenantStorage.create({ data: { tenantId, bytes: 9 * MIB, counting: 9 * MIB } });
  await measureStorage(deps(), { lapMsMax: 0 });
  const refusing = { ...deps(), email: () => Promise.reject(new Error("451 later")) };
  expect(await sendStorageEmails(refusing)).toEqual({ sent: 0, failed: 1 });
  expect(await sendStorageEmails(deps())).toEqual({ sent: 0, failed: 0 });
  await db.tenantStorage.update({ where: { tenantId }, data: { emailDueAt: new Date(0) } });
  const runs = await Promise.all([sendStorageEmails(deps()), sendStorageEmails(deps())]);
  expect(runs.map((run) => run.sent).toSorted()).toEqual([0, 1]);
  expect(sent.map(({ to, subject }) => [to, subject])).toEqual([
    [[ada.email], `Storage of ${tenantId} is almost full`],
  ]);
  expect(sent[0]?.text).toContain("9 of 10 MB");

  await db.tenantStorage.update({ where: { tenantId }, data: { bytes: 0, emailDueAt: new Date(0) } });
  await measureStorage(deps(), { lapMsMax: 0 });
  expect(await sendStorageEmails(deps())).toEqual({ sent: 0, failed: 0 });
});
