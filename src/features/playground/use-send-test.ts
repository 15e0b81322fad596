import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { HttpPhase, TestResult } from "#features/playground/test-steps.ts";
import { errorText, type RequestError } from "#features/request-error.ts";
import { useTRPC, useTRPCClient } from "#trpc/client.tsx";

export type TestRun = {
  state: "running" | "finished" | "broken";
  /** Phases reached so far, with milliseconds since the start. */
  phases: { phase: HttpPhase; atMs: number }[];
  result: TestResult | null;
  /** Set when the test could not start; a receiver's failure is a result. */
  problem: string | null;
};

const STARTED: TestRun = { state: "running", phases: [], result: null, problem: null };

/** Sends tests of one webhook and follows the newest. */
export const useSendTest = (webhookId: string) => {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [run, setRun] = useState<TestRun | null>(null);

  const send = async (event: string) => {
    setRun(STARTED);
    try {
      for await (const step of await client.webhooks.sendTest.mutate({ id: webhookId, event })) {
        setRun((before) => {
          const current = before ?? STARTED;
          return step.type === "phase"
            ? { ...current, phases: [...current.phases, { phase: step.phase, atMs: step.atMs }] }
            : { ...current, state: "finished", result: step.result };
        });
      }
      queryClient.invalidateQueries(trpc.deliveries.pathFilter());
    } catch (error) {
      setRun((before) => ({
        ...(before ?? STARTED),
        state: "broken",
        problem: errorText(error as RequestError),
      }));
    }
  };

  return { run, send };
};
