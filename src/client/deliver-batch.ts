import { chunkEvents } from "./chunk-events.ts";
import type { OutboxRow } from "./outbox-rows.ts";
import type { Answer, PostEvents } from "./post-events.ts";

export type Wait = { reason: string | null; retryAfterMs: number; isForAll: boolean };

export type Settle = {
  accepted(rows: readonly OutboxRow[]): Promise<void>;
  parked(row: OutboxRow, reason: string): Promise<void>;
};

/**
 * Sends claimed events in their order. A refused array is sent one by one, and only the refusal of a single event parks it. A
 * 429 holds the tenants that get it even alone; any other failure ends the batch. Returns the rows that have to wait.
 */
export const deliverBatch = async ({
  rows,
  post,
  settle,
  isOver,
}: {
  rows: readonly OutboxRow[];
  post: PostEvents;
  settle: Settle;
  /** Whether the lease is about to end. */
  isOver: () => boolean;
}): Promise<{ row: OutboxRow; wait: Wait }[]> => {
  const waits = new Map<string, Wait>();
  const stopped: { wait: Wait | null } = { wait: null };
  const waitOf = ({ tenantId }: OutboxRow) => stopped.wait ?? waits.get(tenantId) ?? null;
  const settled = new Set<OutboxRow>();

  const send = async (given: readonly OutboxRow[]): Promise<void> => {
    if (isOver()) stopped.wait ??= { reason: null, retryAfterMs: 0, isForAll: false };
    const group = given.filter((row) => waitOf(row) === null);
    const [first] = group;
    if (!first) return;
    const answer = await post(group.map(({ event }) => event));
    if (answer.kind === "accepted") {
      await settle.accepted(group);
      for (const row of group) settled.add(row);
    } else if (answer.kind === "refused") {
      if (group.length > 1) return sendEach(group.map((row) => [row]));
      await settle.parked(first, reasonOf(answer));
      settled.add(first);
    } else if (answer.status === 429) {
      const tenants = [...Map.groupBy(group, ({ tenantId }) => tenantId).values()];
      if (tenants.length > 1) return sendEach(tenants);
      waits.set(first.tenantId, waitFor(answer, false));
    } else {
      stopped.wait = waitFor(answer, true);
    }
  };

  const sendEach = async (groups: readonly (readonly OutboxRow[])[]) => {
    for (const group of groups) await send(group);
  };

  await sendEach(chunkEvents(rows, ({ event }) => event));
  return rows.flatMap((row) => {
    const wait = settled.has(row) ? null : waitOf(row);
    return wait ? [{ row, wait }] : [];
  });
};

const waitFor = (answer: Extract<Answer, { kind: "unavailable" }>, isForAll: boolean): Wait => ({
  reason: answer.message,
  retryAfterMs: answer.retryAfterMs ?? 0,
  isForAll,
});

/** Names field and rule alone: the row says which event it is. */
const reasonOf = ({ status, message, problems }: Extract<Answer, { kind: "refused" }>) => {
  const rules = problems.map(({ field, rule }) => (field === null ? rule : `${field}: ${rule}`));
  return `${status}: ${rules.length > 0 ? rules.join("; ") : message}`.slice(0, 2_000);
};
