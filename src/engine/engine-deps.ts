import type { Deps } from "#domain/context.ts";
import type { InFlight } from "#engine/claim/in-flight.ts";
import type { HttpSender } from "#engine/http-sender.ts";
import type { Recorder } from "#engine/record/record-results.ts";

export type EngineDeps = Deps & {
  http: HttpSender;
  inFlight: InFlight;
  recorder: Recorder;
  /** Token in the leases of this process. The supervisor releases them when the process dies. */
  workerId: string;
};
