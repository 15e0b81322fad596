import type { Deps } from "#domain/context.ts";
import type { StoreEvents } from "#engine/accept/store-events.ts";
import type { InFlight } from "#engine/claim/in-flight.ts";
import type { HttpSender } from "#engine/http-sender.ts";
import type { Recorder } from "#engine/record/record-results.ts";

/** What the stages of the engine may touch: the domain's `Deps`, and the state of one process that makes attempts. */
export type EngineDeps = Deps & {
  http: HttpSender;
  inFlight: InFlight;
  recorder: Recorder;
  /** Stores events of many requests in one commit, as the engine's role; null within a transaction of the caller. */
  storeShared: StoreEvents | null;
  /** Names the process in leases, so that its leases can be released when it dies. */
  workerId: string;
};
