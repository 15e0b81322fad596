import type { BellhopEvent } from "./event.ts";

/** What is wrong with one event. `event` and `field` are null where the whole request is meant. */
export type Problem = { event: BellhopEvent | null; field: string | null; rule: string };

/** Bellhop will never take this request: it answered 400, 409, 413 or 422. */
export class BellhopRefused extends Error {
  override readonly name = "BellhopRefused";
  readonly status: number;
  readonly problems: readonly Problem[];
  /** Ids of the events in earlier requests of the same `send`, which are stored. */
  readonly acceptedIds: readonly string[];

  constructor(message: string, facts: { status: number; problems: Problem[]; acceptedIds: string[] }) {
    super(message);
    this.status = facts.status;
    this.problems = facts.problems;
    this.acceptedIds = facts.acceptedIds;
  }
}

/** Bellhop could not be reached, is too busy, or does not know the event key. The same events may be sent again. */
export class BellhopUnavailable extends Error {
  override readonly name = "BellhopUnavailable";
  /** Null = no answer. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly acceptedIds: readonly string[];

  constructor(
    message: string,
    facts: { status: number | null; retryAfterMs: number | null; acceptedIds: string[]; cause?: unknown },
  ) {
    super(message, { cause: facts.cause });
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.acceptedIds = facts.acceptedIds;
  }
}
