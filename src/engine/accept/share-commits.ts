import type { Deps } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { DomainError } from "#domain/errors.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { type StoredEvent, type StoreEvents, storeEvents, storeTogether } from "#engine/accept/store-events.ts";
import { createCrowd } from "#engine/gather-crowd.ts";

type Size = { events: number; bytes: number };

type Waiting = Size & {
  rows: readonly NewEvent[];
  resolve: (stored: Promise<StoredEvent[]>) => void;
  reject: (error: unknown) => void;
};

const MIB = 1024 * 1024;

/** Limits one statement. */
const BATCH_MAX: Size = { events: 200, bytes: MIB };
/** Sends larger requests alone: their commit is shared by their own events, and others need not wait for their bytes. */
const REQUEST_MAX: Size = { events: 20, bytes: MIB / 16 };
/**
 * Batches in a row that their own commits announce, which saves a round trip. While more wait, the publisher's announcements wake the
 * workers for many at once.
 */
const ANNOUNCED_MAX = 4;
/** Limits the webhooks that the worker reads for events handed over together. */
const TENANTS_MAX = 4;
/** Limits what waits for the running statement. */
const WAITING_MAX: Size = { events: 10_000, bytes: 16 * MIB };

/**
 * Stores events of small requests together: requests that arrive while a statement runs share the next one, and a lone request waits
 * for nothing. After many at once, the next statement waits some milliseconds for as many (`gather-crowd`). Each promise settles after the
 * commit of its own events.
 *
 * A batch that fails stores nothing and is halved until each refusal meets its own request only. A database that is unavailable
 * refuses the batch and all that wait for it. Throws `busy` while too much waits, and otherwise what `storeEvents` throws.
 *
 * @param sql of the engine's role: a batch holds events of many tenants
 * @param handOver gets the events of small batches after a pause: the worker stores them with their deliveries
 */
export const shareCommits = (
  deps: Pick<Deps, "sql" | "bodyPacking">,
  handOver: HandOver = async () => "left",
): StoreEvents => {
  const waiting: Waiting[] = [];
  const held: Size = { events: 0, bytes: 0 };
  const crowd = createCrowd();
  let isWriting = false;

  const take = (count: number): Waiting[] => {
    const taken = waiting.splice(0, count);
    for (const { events, bytes } of taken) {
      held.events -= events;
      held.bytes -= bytes;
    }
    return taken;
  };

  const hasGathered = (count: number) =>
    waiting.length >= count || held.events >= BATCH_MAX.events || held.bytes >= BATCH_MAX.bytes;

  const write = async () => {
    isWriting = true;
    for (let number = 1; waiting.length > 0; number++) {
      const batch = take(batchLength(waiting));
      await settle(batch, number === 1 || (number <= ANNOUNCED_MAX && isSmall(batch)));
      await crowd.gather(batch.length + waiting.length, hasGathered);
    }
    isWriting = false;
  };

  const settle = async (batch: readonly Waiting[], isAnnounced: boolean): Promise<void> => {
    try {
      const requests = batch.map(({ rows }) => rows);
      const isHanded = isAnnounced && isSmall(batch) && isHandable(requests.flat());
      const stored = await storeTogether(deps, requests, { isAnnounced, handOver: isHanded ? handOver : undefined });
      for (const [index, own] of stored.entries()) batch[index]?.resolve(own);
    } catch (error) {
      // Asks an unavailable database once only, so that the wait of all ends with the first timeout.
      const isAway = isDatabaseUnavailable(error);
      if (isAway || batch.length === 1)
        for (const { reject } of isAway ? [...batch, ...take(waiting.length)] : batch) reject(error);
      else {
        const half = Math.ceil(batch.length / 2);
        await settle(batch.slice(0, half), isAnnounced);
        await settle(batch.slice(half), isAnnounced);
      }
    }
  };

  return async (rows) => {
    const size = sizeOf(rows);
    if (exceeds(size, REQUEST_MAX)) return storeEvents(deps, rows);
    const after = sum(held, size);
    if (exceeds(after, WAITING_MAX))
      throw new DomainError("busy", "Too many events at once. Send the request again in a moment.");
    return new Promise((resolve, reject) => {
      Object.assign(held, after);
      waiting.push({ rows, ...size, resolve, reject });
      if (isWriting) crowd.comes();
      else void write();
    });
  };
};

const sizeOf = (rows: readonly NewEvent[]): Size => ({
  events: rows.length,
  bytes: rows.reduce((bytes, { body }) => bytes + (body?.byteLength ?? 0), 0),
});

const NOTHING: Size = { events: 0, bytes: 0 };

const isHandable = (rows: readonly NewEvent[]) =>
  new Set(rows.map(({ tenantId }) => tenantId)).size <= TENANTS_MAX && rows.every(isRunNow);

const isRunNow = (row: NewEvent): boolean => row.dueAt === null && row.rejectedReason === null && row.body !== null;

const sum = (one: Size, other: Size): Size => ({ events: one.events + other.events, bytes: one.bytes + other.bytes });

const isSmall = (batch: readonly Size[]): boolean => !exceeds(batch.reduce(sum, NOTHING), REQUEST_MAX);

const exceeds = (size: Size, max: Size): boolean => size.events > max.events || size.bytes > max.bytes;

const batchLength = (waiting: readonly Size[]): number => {
  let size = NOTHING;
  const full = waiting.findIndex((one) => {
    size = sum(size, one);
    return exceeds(size, BATCH_MAX);
  });
  return full === -1 ? waiting.length : full;
};
