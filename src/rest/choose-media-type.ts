export const JSON_TYPE = "application/json";

/** Names under which clients ask for lines of JSON, which has no registered type. */
const LINES_OF_JSON = /^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json)$/;

/**
 * Chooses from `offered` by the header `Accept` (RFC 9110, 12.5.1). A header that names none of them gets the first one, since a
 * response in another type helps more than a refusal.
 */
export const chooseMediaType = (accept: string | null, offered: readonly string[]): string => {
  const [first = JSON_TYPE] = offered;
  if (accept === null) return first;
  const wishes = accept.toLowerCase().split(",").map(readWish);
  const ranked = offered.map((type) => ({
    type,
    quality: Math.max(0, ...wishes.filter(({ range }) => isMeant(range, type)).map(({ quality }) => quality)),
  }));
  const best = ranked.reduce((a, b) => (b.quality > a.quality ? b : a), { type: first, quality: 0 });
  return best.type;
};

const readWish = (text: string) => {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim());
  const given = parameters.find((one) => one.startsWith("q="));
  const quality = given ? Number(given.slice(2)) : 1;
  return { range, quality: Number.isFinite(quality) ? quality : 0 };
};

const isMeant = (range: string, type: string): boolean =>
  range === type || (LINES_OF_JSON.test(range) && LINES_OF_JSON.test(type));
