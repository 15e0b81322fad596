import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { HttpPhase, TestResult } from "#features/playground/test-steps.ts";
import { errorText, type RequestError } from "#features/request-error.ts";
import { useTRPC, useTRPCClient } from "#trpc/client.tsx";

/** `dataText` is edited JSON. Without it the sample, or the data of the past event, goes out. */
export type TestChoice = { event?: string; eventId?: string; dataText?: string | undefined };

export type FieldProblem = { path: string; message: string };

export type TestRun = {
  state: "running" | "finished" | "broken";
  /** Phases reached so far, with milliseconds since the start. */
  phases: { phase: HttpPhase; atMs: number }[];
  result: TestResult | null;
  /** Set when the test could not start; a receiver's failure is a result. */
  problem: string | null;
  fieldProblems: readonly FieldProblem[];
};

const STARTED: TestRun = { state: "running", phases: [], result: null, problem: null, fieldProblems: [] };

/** Sends tests of one webhook and follows the newest. */
export const useSendTest = (webhookId: string) => {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [run, setRun] = useState<TestRun | null>(null);

  const send = async (choice: TestChoice) => {
    setRun(STARTED);
    try {
      for await (const step of await client.webhooks.sendTest.mutate({ id: webhookId, ...choice })) {
        setRun((before) => {
          const current = before ?? STARTED;
          return step.type === "phase"
            ? { ...current, phases: [...current.phases, { phase: step.phase, atMs: step.atMs }] }
            : { ...current, state: "finished", result: step.result };
        });
      }
      queryClient.invalidateQueries(trpc.deliveries.pathFilter());
    } catch (error) {
      const refusal = error as RequestError;
      const fieldProblems = refusal.data?.fieldErrors ?? [];
      setRun((before) => ({
        ...(before ?? STARTED),
        state: "broken",
        problem: errorText(refusal),
        fieldProblems,
      }));
    }
  };

  return { run, send, forget: () => setRun(null) };
};
