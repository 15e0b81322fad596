import { createHash } from "node:crypto";
import type { Deps } from "#domain/context.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { BODIES, type CardRow, INDEX, type IndexedRow, SIZES } from "#domain/search/index-events.sql.ts";
import { foldId } from "#domain/search/normalise-words.ts";
import { factsOf, wordsOfFacts } from "#domain/search/words-of-event.ts";
import { createTimedPause } from "#domain/turns.ts";

type Stored = { id: string; tenantId: string; mode: Mode; event: string; resourceId: string | null; body: Uint8Array };

/** Bytes of bodies in memory, up to one body more. */
const READ_BYTES_MAX = 1024 * 1024;

/**
 * Makes events findable by what they hold. The caller names events that are committed. A repeat changes nothing. Events without a
 * body are left out: rejected, erased, or past retention.
 * @param eventIds up to some hundred
 */
export const indexEvents = async ({ sql }: Pick<Deps, "sql">, eventIds: readonly string[]): Promise<void> => {
  if (eventIds.length === 0) return;
  const sizes = await sql<{ id: string; bytes: number }>(...SIZES({ eventIds }));
  for (const ids of inPortions(sizes)) {
    const rows = await sql<Stored>(...BODIES({ eventIds: ids }));
    const pause = createTimedPause();
    const cards = new Map<string, CardRow>();
    const events: IndexedRow[] = [];
    for (const { id, tenantId, mode, event, resourceId, body } of rows) {
      const card = cardOf({ tenantId, mode }, wordsOfBody(event, body));
      if (card) cards.set(`${tenantId} ${card.id}`, card);
      const resource = resourceId === null ? null : foldId(resourceId) || null;
      if (card || resource) events.push({ eventId: id, tenantId, cardId: card?.id ?? null, resource });
      await pause();
    }
    if (events.length > 0) await sql(...INDEX({ cards: [...cards.values()], events }));
  }
};

const inPortions = (sizes: readonly { id: string; bytes: number }[]): string[][] => {
  const portions: string[][] = [];
  let bytes = READ_BYTES_MAX;
  for (const size of sizes) {
    if (bytes >= READ_BYTES_MAX) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(size.id);
    bytes += size.bytes;
  }
  return portions;
};

const decoder = new TextDecoder();

const wordsOfBody = (event: string, body: Uint8Array): string => {
  const { data }: { data?: unknown } = JSON.parse(decoder.decode(body));
  if (typeof data !== "object" || data === null) return "";
  const facts = factsOf(event, data as Record<string, unknown>);
  return rememberedWords(JSON.stringify(facts.map(({ field, value }) => [field, value])), () => {
    const words = wordsOfFacts(facts);
    return words.length === 0 ? "" : ` ${words.join(" ")} `;
  });
};

/** Words of recent facts: customers and staff come again, and folding text takes most of the time. */
const remembered = new Map<string, string>();
const REMEMBERED_MAX = 2_000;
const KEY_CHARS_MAX = 1_000;

const rememberedWords = (key: string, make: () => string): string => {
  if (key.length > KEY_CHARS_MAX) return make();
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const words = make();
  remembered.set(key, words);
  return words;
};

/** The id follows from the content, so equal events of any page share a card without a look. */
const cardOf = ({ tenantId, mode }: { tenantId: string; mode: Mode }, words: string): CardRow | null => {
  if (words === "") return null;
  const digest = createHash("sha256").update(`${tenantId}\n${mode}\n${words}`).digest();
  return { tenantId, id: digest.readBigInt64BE(0), mode, words };
};
