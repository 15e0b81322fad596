import type { Actor, Deps } from "#domain/context.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { listedMode } from "#domain/listed-mode.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { foldWords } from "#domain/search/normalise-words.ts";
import { rankResults } from "#domain/search/rank-results.ts";
import { foundBy } from "#domain/search/read-matching.ts";
import type { SearchInput, SearchResult } from "#domain/search/search.schema.ts";
import { searchTerms } from "#domain/search/search-terms.ts";
import { thingsOfEvent } from "#domain/search/things-of-event.ts";
import { urlFor } from "#domain/shown-url.ts";
import { selectPage } from "#domain/sql/select-page.ts";

/** Newest events whose bodies say what they are about. */
const EVENTS_READ = 60;
/** Larger bodies are left out: they name few things, and many would have to be read. */
const BODY_BYTES_MAX = 32 * 1024;
const WEBHOOKS_MAX = 100;

/**
 * Finds things of one mode by id or words: webhooks by name and URL, deliveries and events by id, and what events are about. At most
 * 20, exact ids first. Names are read from the newest events that fit.
 */
export const find = async (
  deps: Pick<Deps, "sql">,
  actor: Actor,
  { q: asked, mode: askedMode }: SearchInput,
): Promise<{ data: SearchResult[] }> => {
  const q = asked.trim();
  if (q === "") return { data: [] };
  const place = { tenantId: actor.tenantId, mode: listedMode(actor, askedMode), q };
  const parts = await Promise.all([
    findWebhooks(deps, actor, place),
    findDelivery(deps, place),
    findThings(deps, place),
  ]);
  return { data: rankResults(q, parts.flat()) };
};

type Place = { tenantId: string; mode: Mode; q: string };

const findWebhooks = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  { tenantId, mode, q }: Place,
): Promise<SearchResult[]> => {
  const words = foldWords(q);
  const rows = await sql<{ id: string; url: string; description: string }>(WEBHOOKS, [tenantId, mode]);
  return (
    rows
      // A query may hold a key. Words that the caller may not see must not find the webhook either.
      .map(({ url, ...row }) => ({ ...row, address: urlFor(actor, url).replace(/[?#].*$/, "") }))
      .filter(({ id, address, description }) => {
        const text = foldWords(`${description} ${address} ${id}`).join(" ");
        return id === q || (words.length > 0 && words.every((word) => text.includes(word)));
      })
      .map(({ id, address, description }) => ({
        kind: "webhook",
        id,
        title: description || address,
        detail: description ? address : "",
      }))
  );
};

const findDelivery = async ({ sql }: Pick<Deps, "sql">, { tenantId, mode, q }: Place): Promise<SearchResult[]> => {
  if (!q.startsWith("dlv_")) return [];
  const rows = await sql<{ id: string; event: string }>(DELIVERY, [tenantId, mode, q]);
  return rows.map(({ id, event }) => ({ kind: "delivery", id, title: id, detail: event }));
};

type Row = { id: string; event: string; resourceId: string | null; externalId: string | null; body: Uint8Array | null };

const findThings = async ({ sql }: Pick<Deps, "sql">, place: Place): Promise<SearchResult[]> => {
  const { tenantId, mode, q } = place;
  const found = foundBy(await findEvents({ sql }, place), "r.id");
  const rows = await sql<Row & { isMatch?: boolean }>(
    ...selectPage({
      from: "webhook_event",
      select: COLUMNS,
      where: [["r.tenant_id = ?", tenantId], ["r.mode = ?", mode], ...found.where],
      limit: EVENTS_READ,
      matching: found.matching,
    }),
  );
  const terms = searchTerms(q);
  return rows
    .filter(({ isMatch }) => isMatch !== false)
    .flatMap(({ id, event, resourceId, externalId, body }) => [
      ...(id === q || sentExternalId(mode, externalId) === q
        ? [{ kind: "event", id, title: sentExternalId(mode, externalId) ?? id, detail: event }]
        : []),
      ...thingsOfEvent(
        { event, resourceId, data: dataOf(unpackIfReadable(body, { eventId: id, tenantId })) },
        { terms, q },
      ),
    ]);
};

const dataOf = (body: Uint8Array | null): Record<string, unknown> => {
  if (!body) return {};
  const { data }: { data?: unknown } = JSON.parse(new TextDecoder().decode(body));
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
};

const WEBHOOKS = `
SELECT id, url, description FROM webhook_subscription
WHERE tenant_id = $1 AND mode = $2 AND deleted_at IS NULL ORDER BY id DESC LIMIT ${WEBHOOKS_MAX}`;

const DELIVERY = `SELECT id, event FROM webhook_delivery WHERE tenant_id = $1 AND mode = $2 AND id = $3`;

const COLUMNS = `r.id, r.event, r.resource_id AS "resourceId", r.external_id AS "externalId",
  (SELECT ${storedBodySql("p")} FROM webhook_payload p WHERE p.event_id = r.id AND p.tenant_id = r.tenant_id
    AND ${bodyBytesSql("p")} <= ${BODY_BYTES_MAX}) AS body`;
