import type { Actor, Deps } from "#domain/context.ts";
import { csvCell } from "#domain/deliveries/csv-cell.ts";
import { type DeliveryFilters, type DeliveryView, deliveryView } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { DomainError } from "#domain/errors.ts";

export const EXPORT_TYPES = ["text/csv", "application/x-ndjson"] as const;
export type ExportType = (typeof EXPORT_TYPES)[number];

export const exportTypeOf = (mediaType: string): ExportType =>
  mediaType === "application/x-ndjson" ? mediaType : "text/csv";

const PAGE = 1_000;
/** Rows of one export. Narrower filters or times give the rest. */
export const EXPORT_ROWS_MAX = 100_000;
/** Exports of one tenant under way in this process: each holds a page of rows while its reader is slow. */
const RUNNING_MAX = 2;
const EXPORT_MS_MAX = 10 * 60_000;

const running = new Map<string, number>();
const COLUMNS = Object.keys(deliveryView.shape) as (keyof DeliveryView)[];

/**
 * Exports the deliveries that the filters find, newest first. Reads the first page at once, so that a refusal is an answer and no
 * broken file; later pages as the reader takes them, without a transaction between them. `rate_limited` while two exports of the
 * tenant run.
 */
export const exportDeliveries = async (
  deps: Pick<Deps, "sql" | "clock">,
  actor: Actor,
  filters: DeliveryFilters,
  type: ExportType,
): Promise<AsyncIterable<string>> => {
  const { tenantId } = actor;
  const count = running.get(tenantId) ?? 0;
  if (count >= RUNNING_MAX)
    throw new DomainError("rate_limited", `${RUNNING_MAX} exports are running already. Wait until one of them ends.`);
  const read = (cursor?: string) =>
    listDeliveries(deps, actor, { ...filters, limit: PAGE, ...(cursor ? { cursor } : {}) });
  const first = await read();
  const write = type === "text/csv" ? csvLines : jsonLines;
  return (async function* () {
    running.set(tenantId, (running.get(tenantId) ?? 0) + 1);
    const endsAt = deps.clock().getTime() + EXPORT_MS_MAX;
    try {
      if (type === "text/csv") yield `${COLUMNS.join(",")}\r\n`;
      let page = first;
      for (let rows = 0; ; page = await read(page.nextCursor)) {
        rows += page.data.length;
        if (page.data.length > 0) yield write(page.data);
        if (page.nextCursor === null || rows >= EXPORT_ROWS_MAX) return;
        if (deps.clock().getTime() > endsAt) throw new Error("an export took too long");
      }
    } finally {
      const left = (running.get(tenantId) ?? 1) - 1;
      if (left > 0) running.set(tenantId, left);
      else running.delete(tenantId);
    }
  })();
};

const csvLines = (rows: readonly DeliveryView[]): string =>
  rows.map((row) => `${COLUMNS.map((column) => csvCell(row[column])).join(",")}\r\n`).join("");

const jsonLines = (rows: readonly DeliveryView[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
