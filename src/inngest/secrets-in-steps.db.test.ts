import { expect, it } from "vitest";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { createEmbeddedInngest } from "#inngest/client.ts";
import { type CallFunction, callInProcess } from "#inngest/embedded/call-in-process.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { type RunEvent, runFunction } from "#inngest/embedded/run-function.ts";
import { eventAccepted, toAcceptedEvent } from "#inngest/events.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { testDatabase } from "#tests/database.ts";
import { startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

it("events, step results and errors for Inngest contain no secret, no header value and no payload", async () => {
  const database = await testDatabase();
  const { deps } = database;
  const receiver = await startReceiver();
  const actor = await database.addTenant();
  const { tenantId } = actor;
  const headers = { "x-till": "header_hush" };
  const fine = await addWebhook(deps, actor, { url: receiver.url, headers });
  const bad = await addWebhook(deps, actor, { url: `${receiver.url}?key=query_hush`, headers });
  const { secret } = await rotateSecret(deps, actor, { id: fine.id, overlapHours: 1 });
  receiver.answer = ({ path }) => ({ status: path.includes("?") ? 500 : 200, body: "answer_hush" });
  // A webhook with an unreadable secret: the attempt is interrupted.
  const unreadable = await addWebhook(deps, actor, { url: `${receiver.url}/other`, headers });
  await deps.db.webhookSubscription.update({ data: { secret: "v1.k9.aa.bb" }, where: { id: unreadable.id } });

  const seen: string[] = [];
  const sent: RunEvent[] = [];
  const client = createEmbeddedInngest(
    answerEventApi((event) => {
      seen.push(JSON.stringify(event));
      sent.push(event);
    }),
  );
  const handler = callInProcess(client, createFunctions(client, deps));
  const watched: CallFunction = async (call) => {
    seen.push(JSON.stringify(call));
    const answer = await handler(call);
    seen.push(JSON.stringify(answer));
    return answer;
  };
  const run = (functionId: string, event: RunEvent) =>
    runFunction(watched, { functionId, attemptsMax: 2, checkpoints: new Map() }, [event]);
  const timer = { id: "cron", name: "inngest/scheduled.timer", ts: 0, data: {} };

  const data = { appointmentId: "apt_1", customerId: "customer_hush", notes: "notes_hush" };
  const event = { tenantId, externalId: "bk_1", event: "appointment.created", data, timestamp: null };
  const [accepted] = await acceptEvents(deps, [event]);
  const announced = { ts: Date.now(), ...toAcceptedEvent({ eventId: accepted?.id ?? "", tenantId, generation: 0 }) };
  expect(announced.name).toBe(eventAccepted.name);
  await run("dispatch-events", { id: "1", name: announced.name, ts: announced.ts, data: announced.data });
  expect(receiver.requests).toHaveLength(2);
  await deps.sql("UPDATE webhook_delivery SET due_at = now() WHERE due_at IS NOT NULL");
  for (const due of sent.splice(0)) await run("deliver", due);
  const asked = { id: fine.id, since: "2020-01-01T00:00:00Z", status: ["failed" as const], includeMissing: true };
  const { id: recoveryId } = await startRecovery(deps, actor, asked);
  await run("recover", { id: "2", name: "bellhop/recovery.due", ts: Date.now(), data: { recoveryId } });
  for (const functionId of ["sweep", "retention", "erase", "remove-tenants", "send-emails", "measure-storage"])
    await run(functionId, timer);

  const text = seen.join("\n");
  expect(text).toContain(bad.id);
  const secrets = [fine.secret, bad.secret, secret].flatMap((one) => [one, one.slice("whsec_".length)]);
  for (const hush of [...secrets, "header_hush", "query_hush", "answer_hush", "customer_hush", "notes_hush"])
    expect(text).not.toContain(hush);
  await receiver.close();
  await database.close();
});
