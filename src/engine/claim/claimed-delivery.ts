import type { BodyForm } from "#domain/deliveries/body-variant.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { AttemptToSign } from "#engine/attempt/build-request.ts";
import type { StateBefore, Trigger } from "#engine/record/next-state.ts";

/** Permits one attempt by this process. Attempt number and lease token fence every later write. */
export type ClaimedDelivery = AttemptToSign &
  StateBefore &
  BodyForm & {
    mode: Mode;
    attemptId: string;
    leaseToken: string;
    /** Clock of this process. A later attempt could outlive the lease. */
    sendBefore: Date;
    trigger: Trigger;
    test: boolean;
    isProbe: boolean;
    description: string;
    /** Lane of an ordered delivery. */
    orderLane: string | null;
    /** W3C traceparent of the request that brought the event. Null = not traced, or tracing is off here. */
    traceParent: string | null;
  };
