import { type BellhopEvent, eventId, resourceIdOf } from "./event.ts";
import { resourceKeys } from "./generated/event-types.ts";
import type { Run } from "./outbox-store.ts";
import { countIn, textIn } from "./read-row.ts";

/** Rows are locked in sorted order, so that transactions which change the same resources wait and never deadlock. */
const COUNT = `
INSERT INTO bellhop_sequence AS counter (resource, value)
SELECT resource, added FROM unnest($1::text[], $2::int[]) AS given (resource, added) ORDER BY resource COLLATE "C"
ON CONFLICT (resource) DO UPDATE SET value = counter.value + excluded.value
RETURNING resource, value`;

const INSERT = `
INSERT INTO bellhop_outbox (tenant_id, resource, sequence, event_id, name, event)
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[])`;

/** Writes events in a booking's transaction and gives each its sequence. Returns the ids of the events, in their order. */
export const addToOutbox = async (run: Run, events: readonly BellhopEvent[], now: Date): Promise<string[]> => {
  if (events.length === 0) return [];
  const given = events.map((event) => ({ event, resource: resourceOf(event) }));
  const counts = new Map<string, number>();
  for (const { resource } of given) counts.set(resource, (counts.get(resource) ?? 0) + 1);

  const counted = await run(COUNT, [[...counts.keys()], [...counts.values()]]);
  const next = new Map(
    counted.map((row) => {
      const resource = textIn(row, "resource");
      return [resource, countIn(row, "value") - (counts.get(resource) ?? 0) + 1] as const;
    }),
  );
  const rows = given.map(({ event, resource }) => {
    const sequence = next.get(resource) ?? 0;
    next.set(resource, sequence + 1);
    const id = event.id ?? eventId(event.name, resourceIdOf(event.name, event.data), sequence);
    const counting = { ...event, id, ts: event.ts ?? now.getTime(), data: { ...event.data, sequence } };
    return { id, resource, sequence, name: event.name, tenantId: event.data.tenantId, text: JSON.stringify(counting) };
  });
  await run(INSERT, [
    rows.map(({ tenantId }) => tenantId),
    rows.map(({ resource }) => resource),
    rows.map(({ sequence }) => sequence),
    rows.map(({ id }) => id),
    rows.map(({ name }) => name),
    rows.map(({ text }) => text),
  ]);
  return rows.map(({ id }) => id);
};

/** Names a resource among all tenants, families and modes: a sandbox event leaves no gap in the live sequence. */
const resourceOf = ({ name, data }: BellhopEvent): string => {
  if (data.sequence !== undefined) throw new TypeError("The outbox counts by itself: leave out data.sequence.");
  const names = [data.tenantId, resourceKeys[name], resourceIdOf(name, data)];
  return JSON.stringify(data.$mode === "test" ? [...names, "test"] : names);
};
