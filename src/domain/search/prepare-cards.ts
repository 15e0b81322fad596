import { createHash } from "node:crypto";
import { unpackIfReadable } from "#domain/packed-body.ts";
import type { CardRow, IndexedRow, StoredEvent } from "#domain/search/index-events.sql.ts";
import { foldId } from "#domain/search/normalise-words.ts";
import { factsOf, wordsOfFacts } from "#domain/search/words-of-event.ts";
import { createTimedPause } from "#domain/turns.ts";

/** As stored. `body` null: rejected, erased, or past retention. */
export type EventWithBody = StoredEvent & { body: Uint8Array | null };

/** Makes the rows of events that have a readable body. Events with the same words share a card. */
export const prepareCards = async (
  stored: readonly EventWithBody[],
): Promise<{ cards: CardRow[]; events: IndexedRow[] }> => {
  const pause = createTimedPause();
  const cards = new Set<CardRow>();
  const events: IndexedRow[] = [];
  for (const event of stored) {
    const body = unpackIfReadable(event.body, { eventId: event.id, tenantId: event.tenantId });
    if (body === null) continue;
    const card = cardOf(event, body);
    if (card) cards.add(card);
    const resource = event.resourceId === null ? null : foldId(event.resourceId) || null;
    if (card || resource)
      events.push({ eventId: event.id, tenantId: event.tenantId, cardId: card?.id ?? null, resource });
    await pause();
  }
  const unique = new Map([...cards].map((card) => [`${card.tenantId} ${card.id}`, card]));
  return { cards: [...unique.values()], events };
};

/** Cards of recent facts: customers and staff come again, and folding text takes most of the time. */
const known = new Map<string, CardRow | null>();
const KNOWN_MAX = 2_000;
const KEY_CHARS_MAX = 1_000;

const decoder = new TextDecoder();

const cardOf = ({ tenantId, mode, event }: StoredEvent, body: Uint8Array): CardRow | null => {
  const { data }: { data?: unknown } = JSON.parse(decoder.decode(body));
  if (typeof data !== "object" || data === null) return null;
  const facts = factsOf(event, data as Record<string, unknown>);
  if (facts.length === 0) return null;
  let key = `${tenantId}\n${mode}`;
  for (const { field, value } of facts) key += `\n${field}${value}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const words = wordsOfFacts(facts);
  const card = words.length === 0 ? null : toCard({ tenantId, mode, words: ` ${words.join(" ")} ` });
  if (key.length > KEY_CHARS_MAX) return card;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, card);
  return card;
};

/** The id follows from the content, so equal events of any page share a card without a look. */
const toCard = (card: Omit<CardRow, "id">): CardRow => {
  const digest = createHash("sha256").update(`${card.tenantId}\n${card.mode}\n${card.words}`).digest();
  return { ...card, id: digest.readBigInt64BE(0) };
};
