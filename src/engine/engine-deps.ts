import type { Deps } from "#domain/context.ts";
import type { StoreEvents } from "#engine/accept/store-events.ts";
import type { InFlight } from "#engine/claim/in-flight.ts";
import type { HttpSender } from "#engine/http-sender.ts";
import type { Recorder } from "#engine/record/record-results.ts";

export type EngineDeps = Deps & {
  http: HttpSender;
  inFlight: InFlight;
  recorder: Recorder;
  /** Stores events of many requests in one commit, as the engine's role; null within a transaction of the caller. */
  storeShared: StoreEvents | null;
  /** Token in the leases of this process. The supervisor releases them when the process dies. */
  workerId: string;
  /** Returns the header `traceparent` of an attempt, null for an event without a trace. Missing = receivers get none. */
  traceAttempt?: (attempt: { traceParent: string | null; deliveryId: string; number: number }) => string | null;
};
