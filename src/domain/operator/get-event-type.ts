import type { Deps } from "#domain/context.ts";
import { type EventTypeRow, GET, LIST, noEventType, toEventTypeView } from "#domain/operator/event-type-rows.ts";
import {
  type ListEventTypesInput,
  type OperatorEventTypeView,
  toEventTypeCursor,
} from "#domain/operator/operator-event-type.schema.ts";
import type { Page } from "#domain/pagination.schema.ts";

/** Returns the newest version of a platform type, or an older one; the newest 100 are kept. Throws `not_found`. */
export const getEventType = async (
  { sql }: Pick<Deps, "sql">,
  { name, version = null }: { name: string; version?: number | null | undefined },
): Promise<OperatorEventTypeView> => {
  const [row] = await sql<EventTypeRow>(...GET({ name, version }));
  if (!row) throw noEventType(name);
  return toEventTypeView(row);
};

/** Lists the platform's types, newest first. Removed ones are left out. */
export const listPlatformEventTypes = async (
  { sql }: Pick<Deps, "sql">,
  { limit, cursor }: ListEventTypesInput,
): Promise<Page<OperatorEventTypeView>> => {
  const place = { createdAt: cursor?.createdAt ?? null, name: cursor?.name ?? null };
  const rows = await sql<EventTypeRow>(...LIST({ ...place, limit: limit + 1 }));
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { data: page.map(toEventTypeView), nextCursor: rows.length > limit && last ? toEventTypeCursor(last) : null };
};
