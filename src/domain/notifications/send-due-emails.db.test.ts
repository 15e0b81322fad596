import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor, Deps, EmailMessage } from "#domain/context.ts";
import { operationalEvent } from "#domain/event-types/operational-event.ts";
import { newId } from "#domain/ids.ts";
import { sendDueEmails } from "#domain/notifications/send-due-emails.ts";
import { createEmailSender } from "#server/email.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type SmtpCapture, startSmtpCapture } from "#tests/smtp-capture.ts";

let smtp: SmtpCapture;
let database: TestDatabase;
beforeAll(async () => {
  smtp = await startSmtpCapture();
  database = await testDatabase({ SMTP_URL: smtp.url, BASE_URL: "https://hooks.example.com" });
});
afterAll(async () => {
  await database?.close();
  await smtp?.close();
});
beforeEach(() => {
  smtp.emails.length = 0;
  smtp.answer = () => "250 ok";
});
afterEach(() => database.deps.db.emailOutbox.deleteMany());

const addUser = (tenantId: string, email: string) =>
  database.deps.db.user.create({ data: { id: newId("usr"), tenantId, name: "Ada", email } });

const addTenant = async (users: number) => {
  const actor = await database.addTenant();
  for (let i = 0; i < users; i++) await addUser(actor.tenantId, `user${i}@${actor.tenantId.replace("_", "-")}.example`);
  return actor;
};

/** Writes an operational event and its outbox row as the engine does. */
const putIntoOutbox = async (
  { tenantId }: Actor,
  { description = "Till", now = database.deps.clock() }: { description?: string; now?: Date } = {},
) => {
  const { id, event, body, occurredAt, resourceId } = operationalEvent({
    event: "webhook.disabled",
    tenantId,
    webhook: { id: "wh_1", url: "https://till.example.com/hook", description },
    now,
    baseUrl: database.deps.settings.baseUrl,
    reason: "failing",
    lastError: { code: "timeout", message: "till.example.com did not answer in time." },
    eventType: "payment.completed",
  });
  const payloads = { create: { body: new TextEncoder().encode(body) } };
  await database.deps.db.webhookEvent.create({ data: { id, tenantId, event, resourceId, occurredAt, payloads } });
  await database.deps.db.emailOutbox.create({ data: { eventId: id, tenantId, dueAt: new Date(0) } });
  return id;
};

const send = (changes: Partial<Deps> = {}) => sendDueEmails({ ...database.deps, ...changes });
const readRow = (eventId: string) => database.deps.db.emailOutbox.findUniqueOrThrow({ where: { eventId } });
const makeDue = (eventId: string) =>
  database.deps.db.emailOutbox.update({ where: { eventId }, data: { dueAt: new Date(0) } });

/** Minutes until the next try, by database time. */
const minutesLeft = async (eventId: string) => {
  const [row] = await database.deps.sql<{ minutes: number | null }>(
    "SELECT round(extract(epoch FROM due_at - now()) / 60)::int AS minutes FROM email_outbox WHERE event_id = $1",
    [eventId],
  );
  return row?.minutes;
};

it("a row becomes exactly one email to all users of its tenant, with webhook, event type, error and link", async () => {
  const actor = await addTenant(2);
  await addTenant(1);
  const id = await putIntoOutbox(actor);
  expect(await send()).toEqual({ sent: 1, failed: 0 });
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  expect(smtp.emails).toHaveLength(1);
  const [email] = smtp.emails;
  const host = `${actor.tenantId.replace("_", "-")}.example`;
  expect(email).toMatchObject({ from: "bellhop@hooks.example.com", to: [`user0@${host}`, `user1@${host}`] });
  for (const part of [
    "Till, https://till.example.com/hoo…",
    "payment.completed",
    "till.example.com did not answer in time.",
    "https://hooks.example.com/webhooks/wh_1",
    actor.tenantId,
  ])
    expect(email?.text).toContain(part);
  expect(await readRow(id)).toMatchObject({ tries: 1, dueAt: null, sentAt: expect.any(Date) });
});

it("several processes at once send each row once", async () => {
  const actor = await addTenant(1);
  for (let i = 0; i < 6; i++) await putIntoOutbox(actor);
  const counts = await Promise.all([send(), send(), send()]);
  expect(counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(6);
  expect(smtp.emails).toHaveLength(6);
});

it("no description reaches the headers as a line of its own", async () => {
  await putIntoOutbox(await addTenant(1), { description: "Till\r\nBcc: all@example.com\r\n\r\nHello" });
  await send();
  const [email] = smtp.emails;
  expect(email?.to).toHaveLength(1);
  const [headers] = email?.raw.split("\r\n\r\n") ?? [];
  expect(headers).toContain("Subject: ");
  expect(headers).not.toMatch(/^(Bcc|Hello)/im);
});

it("an email that the server refuses is tried again after 1, 5 and 30 minutes and 2 hours, then given up", async () => {
  const id = await putIntoOutbox(await addTenant(1));
  smtp.answer = () => "451 later";
  for (const minutes of [1, 5, 30, 120, null]) {
    await makeDue(id);
    expect(await send()).toEqual({ sent: 0, failed: 1 });
    expect(await minutesLeft(id)).toBe(minutes);
  }
  expect(await readRow(id)).toMatchObject({ tries: 5, dueAt: null, sentAt: null });
});

it("an unavailable mail server only delays emails, and is not asked for every row", async () => {
  const actor = await addTenant(1);
  const away = await startSmtpCapture();
  await away.close();
  const down = createEmailSender({ smtpUrl: away.url, from: "bellhop@localhost" });
  const ids = [];
  for (let i = 0; i < 5; i++) ids.push(await putIntoOutbox(actor));
  expect(await send({ email: down })).toEqual({ sent: 0, failed: 3 });
  for (const id of ids) await makeDue(id);
  expect(await send()).toEqual({ sent: 5, failed: 0 });
});

it("a process that dies after the server took the message causes one duplicate, marked as such", async () => {
  const id = await putIntoOutbox(await addTenant(1));
  const dying: Deps["sql"] = (text, values) =>
    text.includes("SET sent_at") ? Promise.reject(new Error("killed")) : database.deps.sql(text, values);
  await expect(send({ sql: dying })).rejects.toThrow("killed");
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  await makeDue(id);
  expect(await send()).toEqual({ sent: 1, failed: 0 });
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  const ids = smtp.emails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
  expect(ids).toEqual([ids[0], ids[0]]);
});

it("no email is sent without users, without the event's body, a day late, or without a mail server", async () => {
  const actor = await addTenant(1);
  const nobody = await putIntoOutbox(await addTenant(0));
  const late = await putIntoOutbox(actor, { now: new Date(Date.now() - 25 * 3_600_000) });
  const gone = await putIntoOutbox(actor);
  await database.deps.db.webhookPayload.delete({ where: { eventId: gone } });
  expect(await send({ email: null })).toEqual({ sent: 0, failed: 0 });
  expect(await readRow(late)).toMatchObject({ tries: 0 });
  expect(await send()).toEqual({ sent: 0, failed: 0 });
  for (const id of [nobody, late, gone]) expect(await readRow(id)).toMatchObject({ dueAt: null, sentAt: null });
  expect(smtp.emails).toEqual([]);
});

it("each event gives one message, to its own tenant", async () => {
  const messages: EmailMessage[] = [];
  const tenants = [await addTenant(1), await addTenant(1)];
  for (const actor of tenants) await putIntoOutbox(actor);
  await send({ email: async (message) => void messages.push(message) });
  expect(messages.map(({ to }) => to.join())).toEqual(
    tenants.map(({ tenantId }) => `user0@${tenantId.replace("_", "-")}.example`),
  );
});
