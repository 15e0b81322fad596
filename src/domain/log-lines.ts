import type { Logger } from "#domain/context.ts";

/** What the fields of a line hold. No kind takes free text of a sender or a receiver. */
type FieldKinds = {
  id: string;
  ids: readonly string[];
  /** A value from a fixed set, or a host name. */
  word: string;
  count: number;
  counts: Readonly<Record<string, number>>;
  ms: number;
  instant: Date;
  flag: boolean;
  /** An error with its stack and causes; the logger cuts values and secrets out of it. */
  error: unknown;
};

/** A kind that ends in `?` may be null. */
type FieldKind = keyof FieldKinds | `${keyof FieldKinds}?`;
type Level = keyof Logger;
type LogLine = { level: Level; when: string; fields: Record<string, FieldKind> };

/** Ids of one line, at most. A request may hold 1,000 events. */
const IDS_MAX = 20;

const attempt = {
  tenantId: "id",
  webhookId: "id",
  eventId: "id",
  eventType: "word",
  deliveryId: "id",
  attemptId: "id?",
  attempt: "count",
  trigger: "word?",
  lane: "word?",
  host: "word",
  /** Null for an event without a trace, and while tracing is off. */
  traceparent: "id?",
} as const;

const result = {
  ...attempt,
  httpStatus: "count?",
  errorCode: "word?",
  dnsMs: "ms?",
  connectMs: "ms?",
  tlsMs: "ms?",
  firstByteMs: "ms?",
  durationMs: "ms",
  endedAt: "instant",
  ageMs: "ms",
  status: "word",
  nextAttemptAt: "instant?",
  isRecorded: "flag",
} as const;

const webhook = { tenantId: "id", webhookId: "id", host: "word" } as const;
const recovery = { tenantId: "id", webhookId: "id", recoveryId: "id" } as const;

/** One line for each unit of work. The name of a line is its message, and each name has one level. */
export const LOG_LINES = {
  "process started": {
    level: "info",
    when: "a web or worker process is ready; not on a terminal",
    fields: { role: "word", engine: "word", durationMs: "ms" },
  },
  "process stopped": {
    level: "info",
    when: "a web or worker process has stopped in order; not on a terminal",
    fields: { role: "word", engine: "word", durationMs: "ms" },
  },
  "request answered": {
    level: "info",
    when: "a request to the web process has ended; only one of `ACCESS_LOG` of a kind, but each that was slow or a fault of our own",
    fields: { method: "word", route: "word", httpStatus: "count", durationMs: "ms", oneOf: "count" },
  },
  "events accepted": {
    level: "debug",
    when: "the events of a request are stored",
    fields: {
      tenantIds: "ids",
      eventIds: "ids",
      count: "count",
      duplicates: "count",
      rejected: "count",
      bytes: "count",
      durationMs: "ms",
    },
  },
  "attempt delivered": { level: "debug", when: "a receiver took a delivery", fields: result },
  "attempt failed": { level: "info", when: "an attempt failed; a waiting retry is this line", fields: result },
  "attempt interrupted": {
    level: "warn",
    when: "an attempt ended by a fault of our own; it does not count against the receiver",
    fields: { ...attempt, nextAttemptAt: "instant?", reason: "word" },
  },
  "webhook paused": {
    level: "info",
    when: "failures in a row leave only probes",
    fields: { ...webhook, errorCode: "word?", consecutiveFailures: "count", failingSince: "instant?" },
  },
  "webhook recovered": {
    level: "info",
    when: "a paused or warned webhook took a delivery",
    fields: { ...webhook, failingSince: "instant?" },
  },
  "webhook disabled": {
    level: "info",
    when: "a webhook was turned off, by itself or by a person",
    fields: { ...webhook, reason: "word", errorCode: "word?" },
  },
  "webhook enabled": { level: "info", when: "a person turned a webhook on", fields: webhook },
  "sending paused": {
    level: "info",
    when: "the operator paused sending to a scope, and every process knows",
    fields: { scope: "id", durationMs: "ms" },
  },
  "sending resumed": {
    level: "info",
    when: "the operator ended a pause of sending",
    fields: { scope: "id", durationMs: "ms" },
  },
  "recovery started": {
    level: "info",
    when: "many deliveries of a webhook are sent again",
    fields: { ...recovery, since: "instant", until: "instant", isWithMissing: "flag", count: "count" },
  },
  "recovery ended": {
    level: "info",
    when: "a recovery has handed everything over, or was canceled",
    fields: { ...recovery, isCanceled: "flag", sent: "count", count: "count", durationMs: "ms" },
  },
  "erasure ended": {
    level: "info",
    when: "all data of a customer or an event is erased",
    fields: { tenantId: "id", erasureId: "id", events: "count", durationMs: "ms" },
  },
  "deleted rows past retention": {
    level: "info",
    when: "a run of `retention` deleted something",
    fields: { deleted: "counts", durationMs: "ms" },
  },
  "sweep found work": {
    level: "info",
    when: "the sweep announced lost work again, canceled deliveries of a webhook that is off, or let a waiting event of an ordered webhook go (`ordered`)",
    fields: { found: "counts", durationMs: "ms" },
  },
  "indexes compacted": {
    level: "info",
    when: "the compaction of a day has ended; `withoutRoom` counts indexes that the free disk was too small for",
    fields: {
      rebuilt: "count",
      withoutRoom: "count",
      failed: "count",
      bytesBefore: "count",
      bytesAfter: "count",
      durationMs: "ms",
    },
  },
  "index not compacted": {
    level: "warn",
    when: "the compaction of an index failed, or was at work at the end of its time; the next day tries again",
    fields: { index: "word", err: "error" },
  },
  "request failed": {
    level: "error",
    when: "a request met a fault of our own and was answered with 500",
    fields: { handler: "word", procedure: "word?", err: "error" },
  },
  "database unavailable": {
    level: "warn",
    when: "a request was answered with 503",
    fields: { handler: "word", err: "error" },
  },
} as const satisfies Record<string, LogLine>;

export type LineName = keyof typeof LOG_LINES;

type ValueOf<Kind> = Kind extends `${infer Base extends keyof FieldKinds}?`
  ? FieldKinds[Base] | null
  : Kind extends keyof FieldKinds
    ? FieldKinds[Kind]
    : never;

type Fields<Kinds> = { [Field in keyof Kinds]: ValueOf<Kinds[Field]> };

export type LineFields<Name extends LineName> = Fields<(typeof LOG_LINES)[Name]["fields"]>;

/** Writes one line of the list at its level. */
export const writeLine = <Name extends LineName>(
  log: Pick<Logger, (typeof LOG_LINES)[Name]["level"]>,
  name: Name,
  fields: LineFields<Name>,
): void => {
  const write: Partial<Logger> = log;
  write[LOG_LINES[name].level]?.(fields, name);
};

/** The first ids of many, so that a line stays short. */
export const someIds = <One>(all: readonly One[], idOf: (one: One) => string): string[] =>
  all.slice(0, IDS_MAX).map(idOf);

/** Milliseconds since a `performance.now()`, with one decimal. */
export const msSince = (startedAt: number): number => toTenths(performance.now() - startedAt);

/** Timings have many digits, which cost space in each line. */
export const toTenths = (ms: number): number => Math.round(ms * 10) / 10;
