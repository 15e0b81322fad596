import type { Actor, Deps } from "#domain/context.ts";
import { listOutcomes } from "#domain/deliveries/list-outcomes.ts";
import { customerNameOf, type EventData, readEventData } from "#domain/deliveries/read-event-data.ts";
import { CHAPTERS_MAX, type StoryFacts, type StoryInput, type StoryView } from "#domain/events/story.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { selectPage } from "#domain/sql/select-page.ts";

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
 * Tells the story of one resource, such as an appointment: all its events of one mode, each with its deliveries. A resource without
 * events, also another tenant's, has no chapters.
 */
export const tellStory = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  { resourceId, mode }: StoryInput,
): Promise<StoryView> => {
  const { tenantId } = actor;
  const rows = await sql<Row>(
    ...selectPage({
      from: "webhook_event",
      select: `r.id, r.event, r.status, r.test, r.source_event_id AS "sourceEventId", r.occurred_at AS "occurredAt", r.due_at AS "dueAt"`,
      where: [
        ["r.tenant_id = ?", tenantId],
        ["r.mode = ?", listedMode(actor, mode)],
        ["r.resource_id = ?", resourceId],
        // Deliveries of derived events stand with their source.
        ["(r.source_event_id IS NULL) = ?", true],
      ],
      limit: CHAPTERS_MAX + 1,
    }),
  );
  const shown = rows.slice(0, CHAPTERS_MAX).reverse();
  const eventIds = shown.map(({ id }) => id);
  const [data, outcomes] = await Promise.all([
    readEventData({ sql }, tenantId, eventIds),
    eventIds.length === 0 ? [] : listOutcomes({ sql }, actor, { eventIds }),
  ]);
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
