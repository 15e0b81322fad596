import type { Deps } from "#domain/context.ts";
import type { FieldError } from "#domain/errors.ts";
import type { PlatformTypes } from "#domain/event-types/platform-types.ts";
import type { AcceptedEventView } from "#domain/events/event.schema.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { msSince, someIds, writeLine } from "#domain/log-lines.ts";
import { TENANT_SUSPENDED } from "#domain/pauses/tenant-suspended.ts";
import { STORAGE_FULL } from "#domain/storage/tenant-storage.ts";
import { isPossibleTenant } from "#domain/tenants/possible-tenant.ts";
import { createTimedPause } from "#domain/turns.ts";
import type { UnknownTenants } from "#domain/unknown-tenants.values.ts";
import type { ReadEvent } from "#engine/accept/posted-events.ts";
import { findProblems, type NewEvent, toNewEvent } from "#engine/accept/prepare-event.ts";
import {
  notStored,
  type StoreEvents,
  storeEvents,
  storeWithUnknownTenants,
  UnknownTenant,
  unknownTenant,
} from "#engine/accept/store-events.ts";

export type Demand = ReadonlyMap<string, { events: number; bytes: number }>;

/**
 * Stores all events or none. An external id is accepted once per tenant and mode: the first body wins. Throws `invalid` with each wrong field
 * (`3.data.startTime`), and `conflict` for an external id of another event name.
 *
 * @param events bounded in number and size by the handler
 * @param admit refuses the request by throwing
 * @param whenFull tenants without free storage: `refuse` throws `rate_limited`, `reject` stores rejected events without a body
 * @param unknownTenants all but `refuse` needs the engine's role
 */
export const acceptEvents = async (
  deps: Deps,
  events: Iterable<ReadEvent>,
  {
    admit,
    whenFull = "refuse",
    unknownTenants = "refuse",
    store,
  }: {
    admit?: (demand: Demand) => Promise<void>;
    whenFull?: "refuse" | "reject";
    unknownTenants?: UnknownTenants;
    store?: StoreEvents | null;
  } = {},
): Promise<AcceptedEventView[]> => {
  const startedAt = performance.now();
  const { prepared, tenantIds, problems, demand } = await prepare(deps, events, await deps.platformTypes.read());
  await admit?.(demand);
  const asked = possibleTenants(tenantIds);
  // Read before `sql`: a caller's transaction must not hold its connection while this call waits for another one.
  const full = await deps.storage.full(asked);
  const isAnyImpossible = tenantIds.some((id) => id !== null && !asked.includes(id));
  // The statement that stores looks for the tenants too. A refused request is told of them beside its other problems.
  if (problems.length > 0 || isAnyImpossible)
    throw notStored([...problems, ...(await tenantProblems(deps, tenantIds, asked, unknownTenants))]);
  const suspended = new Set(asked.filter((id) => deps.pauses.isSuspended(id)));
  if (whenFull === "refuse")
    for (const tenantId of full.difference(suspended)) await deps.storage.requireSpace(tenantId);
  const rows = prepared.map((row) => {
    if (suspended.has(row.tenantId)) return asRejected(row, TENANT_SUSPENDED);
    return full.has(row.tenantId) ? asRejected(row, STORAGE_FULL) : row;
  });
  const stored = await (store ? store(rows) : storeEvents(deps, rows)).catch((error: unknown) => {
    // A request without unknown tenants costs one statement, whatever the setting.
    if (unknownTenants === "refuse" || !(error instanceof UnknownTenant)) throw error;
    return storeWithUnknownTenants(deps, rows, { creates: unknownTenants === "create" });
  });
  const fresh = rows.flatMap((row, index) => {
    const { duplicate = false, rejectedReason = null } = stored[index] ?? {};
    return duplicate ? [] : [rejectedReason === null ? row : asRejected(row, rejectedReason)];
  });
  deps.storage.add(bytesOf(fresh));
  const tenants = new Set(fresh.map(({ tenantId }) => tenantId));
  const isUntold = stored.some(({ duplicate, announced }) => !duplicate && !announced);
  deps.publish(
    ...(isUntold ? [{ channel: "events" as const }] : []),
    ...[...tenants].map((tenantId) => ({ channel: "tenant" as const, tenantId })),
  );
  const accepted = rows.map(({ id, mode, externalId, event }, index) => ({
    id: stored[index]?.id ?? id,
    externalId: sentExternalId(mode, externalId),
    event,
    duplicate: stored[index]?.duplicate ?? false,
  }));
  writeLine(deps.log, "events accepted", {
    tenantIds: someIds(asked, String),
    eventIds: someIds(accepted, ({ id }) => id),
    count: rows.length,
    duplicates: rows.length - fresh.length,
    rejected: fresh.filter(({ rejectedReason }) => rejectedReason != null).length,
    bytes: fresh.reduce((sum, { body }) => sum + (body?.byteLength ?? 0), 0),
    durationMs: msSince(startedAt),
  });
  return accepted;
};

const asRejected = (row: NewEvent, rejectedReason: string): NewEvent => ({
  ...row,
  rejectedReason,
  body: null,
  dueAt: null,
});

const bytesOf = (rows: readonly NewEvent[]): Map<string, number> => {
  const bytes = new Map<string, number>();
  for (const { tenantId, body } of rows) bytes.set(tenantId, (bytes.get(tenantId) ?? 0) + (body?.byteLength ?? 0));
  return bytes;
};

const prepare = async (
  { clock, traceparent }: Pick<Deps, "clock" | "traceparent">,
  events: Iterable<ReadEvent>,
  platform: PlatformTypes,
) => {
  const now = clock();
  const traceParent = traceparent?.() ?? null;
  const rows: NewEvent[] = [];
  /** Null for an event that could not be read. */
  const tenantIds: (string | null)[] = [];
  const problems: FieldError[] = [];
  const demand = new Map<string, { events: number; bytes: number }>();
  const pauseWhenDue = createTimedPause();
  for (const read of events) {
    const index = tenantIds.length;
    const found = "errors" in read ? read.errors : findProblems(read, now, platform);
    for (const problem of found)
      problems.push({ ...problem, path: problem.path === "" ? `${index}` : `${index}.${problem.path}` });
    tenantIds.push("errors" in read ? null : read.tenantId);
    if (!("errors" in read)) {
      const { tenantId, bytes = 0 } = read;
      const counted = demand.get(tenantId) ?? { events: 0, bytes: 0 };
      demand.set(tenantId, { events: counted.events + 1, bytes: counted.bytes + bytes });
      if (found.length === 0) rows.push(toNewEvent(read, now, platform, traceParent));
    }
    await pauseWhenDue();
  }
  return { prepared: rows, tenantIds, problems, demand };
};

/** Drops ids that no tenant can have. */
const possibleTenants = (tenantIds: readonly (string | null)[]): string[] =>
  [...new Set(tenantIds)].filter((id) => id !== null).filter(isPossibleTenant);

/** Names events without a possible tenant, and those of unknown tenants where these are refused. */
const tenantProblems = async (
  { sql }: Pick<Deps, "sql">,
  tenantIds: readonly (string | null)[],
  asked: readonly string[],
  unknownTenants: UnknownTenants,
): Promise<FieldError[]> => {
  if (unknownTenants !== "refuse")
    return tenantIds.flatMap((id, index) => (id === null || asked.includes(id) ? [] : [unknownTenant(id, index)]));
  const rows = await sql<{ id: string }>("SELECT id FROM tenant WHERE id = ANY($1) AND removing_at IS NULL", [asked]);
  const known = new Set(rows.map(({ id }) => id));
  return tenantIds.flatMap((id, index) => (id === null || known.has(id) ? [] : [unknownTenant(id, index)]));
};
