import type { AnnouncedEvent } from "#domain/events/announced-events.ts";
import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";

export type Subscription = SigningSubscription & {
  mode: Mode;
  description: string;
  redact: string[];
  apiVersion: string;
  events: string[];
  webhookUpdatedAt: Date;
  isSlow: boolean;
  ordered: boolean;
};

/** Place of an event among the events of its resource. */
export type Place = { orderNo: string; orderAt: Date | null };
export type Places = ReadonlyMap<string, Place>;

export type Undispatched = { sources: SourceEvent[]; subscriptions: Subscription[] };
export type Batch = Undispatched & { places: Places };

/** Takes and reads announced events while their run starts, which takes as long (measured). */
export type ReadAhead = {
  begin(events: readonly AnnouncedEvent[]): void;
  /** Answers once: a step that runs again reads anew. */
  take(eventIds: readonly string[]): Promise<Undispatched> | undefined;
};
