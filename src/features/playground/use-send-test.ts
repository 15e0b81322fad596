import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";
import type { TestWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import type { ReachedPhase } from "#features/deliveries/waterfall.ts";
import { errorText } from "#features/request-error.ts";
import { useErrorWords } from "#features/use-error-words.ts";
import { wordError } from "#features/word-errors.ts";
import { useTRPC, useTRPCClient } from "#trpc/client.tsx";

/** `dataText` is edited JSON. Without it the sample, or the data of the past event, goes out. */
export type TestChoice = { event?: string; eventId?: string; dataText?: string | undefined };

export type FieldProblem = { path: string; message: string };

export type TestRun = {
  /** Counts the tests of this page. */
  number: number;
  choice: TestChoice;
  state: "running" | "finished" | "broken";
  /** Phases reached so far, with milliseconds since the start. */
  phases: readonly ReachedPhase[];
  /** Own clock (`performance.now()`) when the newest phase arrived. */
  lastPhaseAt: number;
  certificate: CertificateView | null;
  result: TestWebhookResult | null;
  /** Set when the test could not start, or broke off; an endpoint's failure is a result. */
  problem: string | null;
  fieldProblems: readonly FieldProblem[];
};

const started = (number: number, choice: TestChoice): TestRun => ({
  number,
  choice,
  state: "running",
  phases: [],
  lastPhaseAt: performance.now(),
  certificate: null,
  result: null,
  problem: null,
  fieldProblems: [],
});

/** Sends tests of one webhook and follows the newest. */
export const useSendTest = (webhookId: string) => {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const word = useErrorWords();
  const [run, setRun] = useState<TestRun | null>(null);

  const send = async (choice: TestChoice) => {
    const number = (run?.number ?? 0) + 1;
    setRun(started(number, choice));
    const change = (changes: (before: TestRun) => Partial<TestRun>) =>
      setRun((before) => (before?.number === number ? { ...before, ...changes(before) } : before));
    try {
      for await (const step of await client.webhooks.sendTest.mutate({ id: webhookId, ...choice })) {
        if (step.type === "certificate") change(() => ({ certificate: step.certificate }));
        else if (step.type === "result") change(() => ({ state: "finished", result: step.result }));
        else
          change(({ phases }) => ({
            phases: [...phases, { phase: step.phase, atMs: step.atMs }],
            lastPhaseAt: performance.now(),
          }));
      }
      queryClient.invalidateQueries(trpc.deliveries.pathFilter());
    } catch (error) {
      const refusal = wordError(error, word);
      const fieldProblems = refusal.data?.fieldErrors ?? [];
      change(() => ({ state: "broken", problem: errorText(refusal), fieldProblems }));
    }
  };

  return { run, send, forget: () => setRun(null) };
};
