import { backoffMs } from "./backoff.ts";
import { chunkEvents } from "./chunk-events.ts";
import { BellhopRefused, BellhopUnavailable, type Problem } from "./errors.ts";
import type { BellhopEvent } from "./event.ts";
import { type Answer, createPostEvents, type Fetch, type PostEvents } from "./post-events.ts";

export type BellhopOptions = {
  /** Public address of Bellhop, such as https://hooks.example.com. */
  baseUrl: string | undefined;
  /** `undefined`, such as an unset environment variable, throws with a text that says so. */
  eventKey: string | undefined;
  /** Requests for one chunk of events, the first included. Default 5. */
  attemptsMax?: number;
  /** Wait for one answer. Default 15 seconds. */
  timeoutMs?: number;
  fetch?: Fetch;
};

export type Bellhop = {
  /**
   * Sends events and returns Bellhop's ids in their order, once all are stored. More than 1,000 events or 10 MiB become
   * several requests, of which each is stored whole or not at all. Throws BellhopRefused or BellhopUnavailable.
   */
  send(events: BellhopEvent | readonly BellhopEvent[]): Promise<{ ids: string[] }>;
  /** One request without repeats, for the relay of an outbox. */
  post: PostEvents;
  timeoutMs: number;
};

const DELAY = { firstMs: 200, mostMs: 10_000 };
/** A longer Retry-After is left to the caller. */
const RETRY_AFTER_MS_MAX = 60_000;

/** Throws TypeError for a base URL that is none, and for a missing key. */
export const createBellhop = ({
  baseUrl,
  eventKey,
  attemptsMax = 5,
  timeoutMs = 15_000,
  fetch = globalThis.fetch,
}: BellhopOptions): Bellhop => {
  if (!eventKey) throw new TypeError("eventKey is missing or empty. Use the EVENT_KEY of the Bellhop installation.");
  if (!baseUrl || !/^https?:/i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new TypeError("baseUrl must be the address of Bellhop, such as https://hooks.example.com.");
  }
  const url = new URL(`e/${encodeURIComponent(eventKey)}`, baseUrl.replace(/\/*$/, "/")).href;
  const post = createPostEvents({ url, timeoutMs, fetch });

  const postWithRepeats = async (texts: string[]): Promise<Answer> => {
    for (let attempt = 1; ; attempt++) {
      const answer = await post(texts);
      const delayMs = answer.kind === "unavailable" ? repeatDelayMs(answer, attempt) : null;
      if (delayMs === null || attempt >= attemptsMax) return answer;
      await new Promise((done) => setTimeout(done, delayMs));
    }
  };

  const send: Bellhop["send"] = async (given) => {
    const events = (isList(given) ? given : [given]).map(withId);
    const sent = events.map((event) => ({ event, text: JSON.stringify(event) }));
    const ids: string[] = [];
    for (const chunk of chunkEvents(sent, ({ text }) => text)) {
      const answer = await postWithRepeats(chunk.map(({ text }) => text));
      if (answer.kind !== "accepted") {
        throw errorOf(
          answer,
          chunk.map(({ event }) => event),
          ids,
        );
      }
      ids.push(...answer.ids);
    }
    return { ids };
  };
  return { send, post, timeoutMs };
};

const isList = (given: BellhopEvent | readonly BellhopEvent[]): given is readonly BellhopEvent[] =>
  Array.isArray(given);

/** Gives an event without id one of its own: repeats of the request must not make a second event. */
const withId = (event: BellhopEvent): BellhopEvent => (event.id ? event : { ...event, id: crypto.randomUUID() });

/** Null = a repeat cannot help now. */
const repeatDelayMs = (
  { status, retryAfterMs }: Extract<Answer, { kind: "unavailable" }>,
  failures: number,
): number | null => {
  const mayPass = status === null || status === 408 || status === 429 || status >= 500;
  if (!mayPass || (retryAfterMs ?? 0) > RETRY_AFTER_MS_MAX) return null;
  return Math.max(retryAfterMs ?? 0, backoffMs(failures, DELAY));
};

const errorOf = (answer: Exclude<Answer, { kind: "accepted" }>, events: BellhopEvent[], acceptedIds: string[]) => {
  if (answer.kind === "unavailable") return new BellhopUnavailable(answer.message, { ...answer, acceptedIds });
  const problems = answer.problems.map(
    ({ index, field, rule }): Problem => ({ event: index === null ? null : (events[index] ?? null), field, rule }),
  );
  return new BellhopRefused(answer.message, { status: answer.status, problems, acceptedIds });
};
