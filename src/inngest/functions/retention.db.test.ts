import { expect, it } from "vitest";
import { newId } from "#domain/ids.ts";
import { createEmbeddedInngest } from "#inngest/client.ts";
import { callInProcess } from "#inngest/embedded/call-in-process.ts";
import { answerEventApi } from "#inngest/embedded/event-api.ts";
import { type RunEvent, runFunction } from "#inngest/embedded/run-function.ts";
import { createRetention } from "#inngest/functions/retention.ts";
import { testDatabase } from "#tests/database.ts";

it("a retention run that ends before all rows are deleted starts the next run, which continues there", async () => {
  const database = await testDatabase({ RETENTION_DAYS: "1" });
  const sent: RunEvent[] = [];
  const run = (event: RunEvent, workMsMax?: number) => {
    const client = createEmbeddedInngest(answerEventApi((one) => sent.push(one)));
    const handler = callInProcess(client, [createRetention(client, database.deps, workMsMax)]);
    return runFunction(handler, { functionId: "retention", attemptsMax: 2, checkpoints: new Map() }, [event]);
  };
  const { tenantId } = await database.addTenant();
  const id = newId("evt", Date.now() - 4 * 86_400_000);
  await database.deps.db.webhookEvent.create({ data: { id, tenantId, event: "x", occurredAt: new Date() } });

  expect(await run({ id: "cron", name: "inngest/scheduled.timer", ts: 0, data: {} }, 0)).toMatchObject({
    end: "finished",
  });
  expect(sent).toMatchObject([
    {
      name: "bellhop/retention.continued",
      data: { table: "webhook_exchange", after: "" },
      id: expect.stringMatching(/./),
    },
  ]);
  expect(await database.deps.db.webhookEvent.count()).toBe(1);

  for (const event of sent.splice(0)) expect(await run(event)).toMatchObject({ end: "finished" });
  expect(sent).toEqual([]);
  expect(await database.deps.db.webhookEvent.count()).toBe(0);
  await database.close();
});
