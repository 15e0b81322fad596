import type { Deps } from "#domain/context.ts";
import { firstIdAt } from "#domain/ids.ts";

/** Row of the log that gives values to filters. */
export type Sample = {
  tenantId: string;
  webhookId: string;
  deliveryId: string;
  eventId: string;
  event: string;
  externalId: string;
  resourceId: string;
  at: string;
  dayLater: string;
};

const DAY_MS = 86_400_000;

/** Samples rows across the log in proportion to each tenant's rows; the big tenant gives every fifth. */
export const sampleRows = async ({ db }: Pick<Deps, "db">, count: number): Promise<Sample[]> => {
  const range = await db.webhookDelivery.aggregate({ _min: { createdAt: true }, _max: { createdAt: true } });
  const first = range._min.createdAt?.getTime() ?? 0;
  const last = range._max.createdAt?.getTime() ?? 0;
  const bounds = Array.from({ length: count }, (_, index) => new Date(first + ((last - first) * index) / count));
  const rows = [];
  for (const bound of bounds) rows.push(await rowAfter({ db }, bound));
  return rows.flatMap((row) => row ?? []);
};

const rowAfter = async ({ db }: Pick<Deps, "db">, bound: Date): Promise<Sample | null> => {
  const row = await db.webhookDelivery.findFirst({
    where: { id: { gte: firstIdAt("dlv", bound) } },
    orderBy: { id: "asc" },
    include: { source: true },
  });
  if (!row) return null;
  const { tenantId, subscriptionId: webhookId, id: deliveryId, eventId, event, createdAt, source } = row;
  return {
    tenantId,
    webhookId,
    deliveryId,
    eventId,
    event,
    externalId: source.externalId ?? "",
    resourceId: source.resourceId ?? "",
    at: createdAt.toISOString(),
    dayLater: new Date(createdAt.getTime() + DAY_MS).toISOString(),
  };
};
