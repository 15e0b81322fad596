import type { Actor, Deps } from "#domain/context.ts";
import { listOutcomes } from "#domain/deliveries/list-outcomes.ts";
import { type EventData, readEventData } from "#domain/deliveries/read-event-data.ts";
import { customerNameOf } from "#domain/event-types/customer-name.ts";
import { CHAPTERS_MAX, type StoryFacts, type StoryInput, type StoryView } from "#domain/events/story.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { type Condition, selectPage } from "#domain/sql/select-page.ts";

type Row = {
  id: string;
  event: string;
  status: StoryView["chapters"][number]["status"];
  test: boolean;
  sourceEventId: string | null;
  occurredAt: Date;
  dueAt: Date | null;
};

/**
 * Tells the story of one resource, such as an appointment: all its events of one mode and those that name it, such as its payments,
 * each with its deliveries. Events that only name it are known some seconds later. A resource without events, also another tenant's,
 * has no chapters.
 */
export const tellStory = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  { resourceId, mode: asked }: StoryInput,
): Promise<StoryView> => {
  const { tenantId } = actor;
  const mode = listedMode(actor, asked);
  const read = (condition: Condition) =>
    sql<Row>(
      ...selectPage({
        from: "webhook_event",
        select: COLUMNS,
        where: [
          ["r.tenant_id = ?", tenantId],
          ["r.mode = ?", mode],
          condition,
          // Deliveries of derived events stand with their source.
          ["(r.source_event_id IS NULL) = ?", true],
        ],
        limit: CHAPTERS_MAX + 1,
      }),
    );
  const [own, found] = await Promise.all([
    read(["r.resource_id = ?", resourceId]),
    findEvents({ sql }, { tenantId, mode, q: resourceId }),
  ]);
  const others = await read(["r.id = ANY(?::text[])", found.ids.filter((id) => own.every((row) => row.id !== id))]);
  const data = await readEventData(
    { sql },
    tenantId,
    [...own, ...others].map(({ id }) => id),
  );
  const naming = others.filter(({ id }) => names(data.get(id), resourceId));
  const rows = [...own, ...naming].sort((a, b) => (a.id < b.id ? 1 : -1));
  const shown = rows.slice(0, CHAPTERS_MAX).reverse();
  const eventIds = shown.map(({ id }) => id);
  const outcomes = eventIds.length === 0 ? [] : await listOutcomes({ sql }, actor, { eventIds });
  const bySource = Map.groupBy(outcomes, ({ eventId, sourceEventId }) => sourceEventId ?? eventId);
  return {
    resourceId,
    customer: shown.reduceRight<string | null>(
      (name, row) => name ?? customerNameOf(row.event, data.get(row.id)),
      null,
    ),
    chapters: shown.map((row) => ({
      eventId: row.id,
      event: row.event,
      status: row.status,
      test: row.test,
      at: row.occurredAt.toISOString(),
      dueAt: row.dueAt?.toISOString() ?? null,
      facts: factsOf(data.get(row.id)),
      deliveries: (bySource.get(row.id) ?? []).flatMap(({ deliveries }) => deliveries),
    })),
    hasEarlier: rows.length > CHAPTERS_MAX,
  };
};

const COLUMNS = `r.id, r.event, r.status, r.test, r.source_event_id AS "sourceEventId", r.occurred_at AS "occurredAt", r.due_at AS "dueAt"`;

/** A word of the id alone is not enough: another id may begin with it. */
const names = (data: EventData | undefined, resourceId: string): boolean =>
  Object.entries(data ?? {}).some(([field, value]) => field.endsWith("Id") && value === resourceId);

const factsOf = (data: EventData = {}): StoryFacts => {
  const { actor } = data;
  const kind = typeof actor === "object" && actor !== null && "kind" in actor ? textOf(actor.kind) : null;
  return {
    startTime: textOf(data.startTime),
    timezone: textOf(data.timezone),
    amount: numberOf(data.amount) ?? numberOf(data.price),
    currency: textOf(data.currency),
    actor: kind === null ? null : { kind, name: textOf(Reflect.get(Object(actor), "name")) },
  };
};

const textOf = (value: unknown): string | null => (typeof value === "string" ? value.slice(0, 200) : null);
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
