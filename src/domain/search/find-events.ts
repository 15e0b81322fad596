import type { Deps } from "#domain/context.ts";
import { storedExternalIdSql } from "#domain/external-id.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { countNewest, countTerm, eventsByAllTerms, eventsByTerm } from "#domain/search/find-events.sql.ts";
import { type SearchTerm, searchTerms } from "#domain/search/search-terms.ts";
import { selectPage } from "#domain/sql/select-page.ts";

/** Events that a list takes as ids. More of them, and a list checks its rows one by one instead. */
const EVENTS_MAX = 2_000;
/** Events with one exact id. */
const EXACT_MAX = 1_000;
/** Cards and resources of a rare word. */
const RARE_MAX = 2_000;
/** Cards of each common word that are compared. */
const COMMON_MAX = 50_000;
/** Events of a rare word that are checked one by one. */
const SCAN_MAX = 10_000;
/** Cards of a common word whose words are compared with a beginning that has more than `COMMON_MAX` cards, such as one letter. */
const COMPARED_MAX = 15_000;
/** Events of several common words. A list that checks its rows one by one needs some thousand rows for a page of more frequent ones. */
const EVENTS_OF_COMMON_MAX = 6_000;
/** Newest events that show whether fitting ones are so frequent that a page of 20 needs about 1,000 rows or fewer. */
const NEWEST = 200;
const FREQUENT_MIN = 4;

/**
 * `few`: ids of all events. `many`: a list walks its rows and checks each one; `ids` fit as well, by an exact id.
 */
export type EventsFound =
  | { kind: "few"; ids: string[] }
  | { kind: "many"; tenantId: string; terms: SearchTerm[]; ids: string[] };

type Asked = { tenantId: string; mode: Mode; q: string };

/**
 * Finds events of one mode: by event, external or resource id (`withDerived`: also by the source's id), exactly and at once, or by all words of `q`, the last of
 * which may be a beginning. Words of an event are known a few seconds after it. Work is bounded, whatever the words.
 */
export const findEvents = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode, q, withDerived = false }: Asked & { withDerived?: boolean },
): Promise<EventsFound> => {
  const place = { tenantId, mode };
  const terms = searchTerms(q);
  const [exact, byWords] = await Promise.all([
    findExact({ sql }, { ...place, q }, withDerived),
    terms.length === 0 ? { ids: [] } : findByWords({ sql }, place, terms),
  ]);
  if (byWords === "many") return { kind: "many", tenantId, terms, ids: exact };
  return { kind: "few", ids: [...new Set([...exact, ...byWords.ids])] };
};

const findExact = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode, q }: Asked,
  withDerived: boolean,
): Promise<string[]> => {
  const rows = await sql<{ id: string }>(
    ...selectPage({
      from: "webhook_event",
      select: "r.id",
      where: [
        ["r.tenant_id = ?", tenantId],
        ["r.mode = ?", mode],
        [
          `(r.id = ? OR ${hasExternalId(storedExternalIdSql(mode, "?::text"))} OR r.resource_id = ?${withDerived ? " OR r.source_event_id = ?" : ""})`,
          q,
        ],
      ],
      limit: EXACT_MAX,
    }),
  );
  return rows.map(({ id }) => id);
};

/** SQL: rejected events have an index of their own, and a condition of their own leads PostgreSQL to it. */
const hasExternalId = (id: string) =>
  `r.external_id = ${id} AND r.status <> 'rejected' OR r.external_id = ${id} AND r.status = 'rejected'`;

const findByWords = async (
  { sql }: Pick<Deps, "sql">,
  place: { tenantId: string; mode: Mode },
  terms: readonly SearchTerm[],
): Promise<{ ids: string[] } | "many"> => {
  const counted = await Promise.all(
    terms.map(async (term) => {
      const [row] = await sql<{ cards: number; resources: number }>(...countTerm(place, term, RARE_MAX + 1));
      return { term, cards: row?.cards ?? 0, resources: row?.resources ?? 0 };
    }),
  );
  const [rarest] = counted.toSorted((a, b) => a.cards + a.resources - b.cards - b.resources);
  if (!rarest || rarest.cards + rarest.resources === 0) return { ids: [] };
  const others = counted.filter((one) => one !== rarest);
  const byCard = others.every(({ resources }) => resources === 0);
  if (rarest.cards <= RARE_MAX && rarest.resources <= RARE_MAX) {
    const scanMax = byCard ? EVENTS_MAX : SCAN_MAX;
    const rare = { rare: rarest.term, others: others.map(({ term }) => term), byCard, termMax: RARE_MAX, scanMax };
    return idsOf(await sql<Row>(...eventsByTerm(place, rare)), EVENTS_MAX);
  }
  if (terms.length === 1 || !byCard || rarest.resources > 0) return "many";
  const [newest] = await sql<{ count: number }>(...countNewest(place, terms, NEWEST));
  if ((newest?.count ?? 0) >= FREQUENT_MIN) return "many";
  return findByCommonWords({ sql }, place, terms);
};

const findByCommonWords = async (
  { sql }: Pick<Deps, "sql">,
  place: { tenantId: string; mode: Mode },
  terms: readonly SearchTerm[],
): Promise<{ ids: string[] } | "many"> => {
  const max = EVENTS_OF_COMMON_MAX;
  const rows = await sql<CommonRow>(...eventsByAllTerms(place, { terms }, { termMax: COMMON_MAX, max }));
  const tooWide = rows[0]?.tooWide ?? [];
  const narrow = terms.filter((_, index) => !tooWide[index]);
  if (narrow.length === 0 || narrow.length === terms.length) return idsOf(rows, max);
  const wide = terms.filter((_, index) => tooWide[index]);
  return idsOf(
    await sql<CommonRow>(...eventsByAllTerms(place, { terms: narrow, wide }, { termMax: COMPARED_MAX, max })),
    max,
  );
};

type Row = { id: string | null; isWhole: boolean };
type CommonRow = Row & { tooWide: boolean[] };

const idsOf = (rows: readonly Row[], max: number): { ids: string[] } | "many" => {
  const ids = rows.flatMap(({ id }) => id ?? []);
  return rows[0]?.isWhole && ids.length <= max ? { ids } : "many";
};
