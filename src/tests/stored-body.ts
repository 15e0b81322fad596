import type { Deps } from "#domain/context.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { storedBodyColumns, storedBytesOf } from "#domain/payload-body.ts";

/** Plain bytes of an event's stored body, null without one. */
export const storedBody = async ({ db }: Pick<Deps, "db">, eventId: string): Promise<Buffer | null> => {
  const row = await db.webhookPayload.findUnique({
    select: { ...storedBodyColumns, tenantId: true },
    where: { eventId },
  });
  const body = row && unpackIfReadable(storedBytesOf(row), { eventId, tenantId: row.tenantId });
  return body && Buffer.from(body);
};
