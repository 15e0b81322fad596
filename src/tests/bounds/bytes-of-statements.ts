import type { Actor, Sql } from "#domain/context.ts";
import { previewErasure } from "#domain/erase/erase-data.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { testDatabase } from "#tests/database.ts";
import { addEvent, addWebhook } from "#tests/seed-deliveries.ts";

type Size = { payloads: number; bytes: number };
type Read = { found: number; mostBytes: number };

const CUSTOMER = { customerId: "cus_1" };

/** Number of events that an erasure finds, and the most body bytes that one of its statements returns. */
export const readsOfErasure = (size: Size): Promise<Read> =>
  reading(size, async (deps, actor) => (await previewErasure(deps, actor, CUSTOMER)).count);

/** Number of events of a recovery of missing deliveries, and the most body bytes that one statement returns. */
export const readsOfRecovery = (size: Size): Promise<Read> =>
  reading(size, async (deps, actor) => {
    const { id } = await addWebhook(deps, actor);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { id: recoveryId } = await startRecovery(deps, actor, { id, since, status: [], includeMissing: true });
    let sent = 0;
    for (let next: object | null = {}; next; ) {
      await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1", [recoveryId]);
      const continued = await continueRecovery(deps, { recoveryId });
      sent += continued.sent.length;
      next = continued.next;
    }
    return sent;
  });

const reading = async (
  { payloads, bytes }: Size,
  act: (deps: EngineDeps, actor: Actor) => Promise<number>,
): Promise<Read> => {
  const { deps, addTenant, close } = await testDatabase();
  const actor = await addTenant();
  const body = Buffer.from(JSON.stringify({ ...CUSTOMER, notes: "x".repeat(bytes) }));
  const aMinuteAgo = new Date(Date.now() - 60_000);
  for (let n = 0; n < payloads; n++) {
    const eventId = await addEvent(deps, actor, {}, aMinuteAgo);
    await deps.db.webhookPayload.update({ where: { eventId }, data: { body } });
  }
  let mostBytes = 0;
  const sql: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
    const rows = await deps.sql<Row>(text, values);
    const sizes = rows.map((row) => ("body" in row && row.body instanceof Uint8Array ? row.body.byteLength : 0));
    mostBytes = Math.max(
      mostBytes,
      sizes.reduce((sum, size) => sum + size, 0),
    );
    return rows;
  };
  const found = await act({ ...deps, sql }, actor);
  await close();
  return { found, mostBytes };
};
