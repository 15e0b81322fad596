import type { ActEvent } from "#features/playground/week/act-event.ts";
import type { EmitOutcome } from "#features/playground/week/playground-store.ts";
import { useCallback } from "react";

export type EmitSandboxEvent = (event: ActEvent) => Promise<EmitOutcome>;

export const useEmitSandboxEvent = (): EmitSandboxEvent =>
  useCallback(async () => ({ outcome: "sent", eventId: "evt_none" }), []);
