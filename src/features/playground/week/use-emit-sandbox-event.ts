import { useCallback } from "react";
import type { ActEvent } from "#features/playground/week/act-event.ts";
import type { EmitOutcome } from "#features/playground/week/playground-store.ts";
import { errorText, type RequestError } from "#features/request-error.ts";
import { useTRPCClient } from "#trpc/client.tsx";

export type EmitSandboxEvent = (event: ActEvent) => Promise<EmitOutcome>;

const RETRY_MS = 5_000;

/** Answers after which the same event may succeed later. Without an answer there was no connection. */
const LATER = ["TOO_MANY_REQUESTS", "SERVICE_UNAVAILABLE", "TIMEOUT", "UNAUTHORIZED", "INTERNAL_SERVER_ERROR"];

export const useEmitSandboxEvent = (): EmitSandboxEvent => {
  const client = useTRPCClient();
  return useCallback(
    async (event) => {
      try {
        const { id } = await client.events.emitSandbox.mutate(event);
        return { outcome: "sent", eventId: id };
      } catch (error) {
        const refusal = error as RequestError;
        const why = errorText(refusal);
        const code = refusal.data?.code;
        return code === undefined || LATER.includes(code)
          ? { outcome: "later", why, retryMs: RETRY_MS }
          : { outcome: "refused", why };
      }
    },
    [client],
  );
};
