import type { SourceEvent } from "#domain/events/derive-events.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { Lane } from "#domain/order-lane.ts";
import type { BatchedDelivery } from "#engine/attempt/attempt-batch.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";
import type { FirstClaim } from "#engine/dispatch/attempt-first.ts";

export type Subscription = SigningSubscription & {
  mode: Mode;
  description: string;
  redact: string[];
  apiVersion: string;
  events: string[];
  webhookUpdatedAt: Date;
  /** Transaction that wrote the row: any change of it makes another. */
  rowVersion: string;
  isSlow: boolean;
  ordered: boolean;
};

/** Place of an event among the events of its resource. */
export type Place = { orderNo: string; orderAt: Date | null };
export type Places = ReadonlyMap<string, Place>;

export type Undispatched = { sources: SourceEvent[]; subscriptions: Subscription[] };
export type Batch = Undispatched & { places: Places };

/** Lane with new deliveries. `isFast`: its first attempts may use the fast lane of the caps. */
export type FilledLane = Lane & { isFast: boolean };

/**
 * `slow` deliveries are due now. Deliveries of `lanes` wait until their lane is advanced. `failure` means that some events are still in
 * the outbox.
 */
export type FannedOut = {
  claims: FirstClaim[];
  slow: BatchedDelivery[];
  lanes: FilledLane[];
  failure: { error: unknown } | null;
};
