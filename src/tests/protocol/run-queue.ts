import type { Call, Faults } from "#tests/protocol/executor.ts";
import type { RegisteredFunction } from "#tests/protocol/registration.ts";
import { type Answer, callBody, type Move, type Run, readAnswer } from "#tests/protocol/run.ts";
import { answerSignatureProblem, signRequest } from "#tests/protocol/signature.ts";

type Job = { fn: RegisteredFunction; run: Run; at: number };

/** Calls the app for each due run within its concurrency limits; one call at a time per run. */
export const createRunQueue = ({ signingKey, backoffMs }: { signingKey: string; backoffMs: number }) => {
  const jobs = new Set<Job>();
  const executing = new Map<string, number>();
  const open = new Set<Promise<void>>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const queue = {
    runs: [] as Run[],
    calls: [] as Call[],
    problems: [] as string[],
    faults: { losesEvent: () => false, losesAnswer: () => false } as Faults,

    add: (fn: RegisteredFunction, run: Run, at: number) => {
      queue.runs.push(run);
      jobs.add({ fn, run, at });
      pump();
    },
    skipTime: () => {
      for (const job of jobs) job.at = 0;
      pump();
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await Promise.all(open);
    },
  };

  const pump = () => {
    clearTimeout(timer);
    if (closing.signal.aborted) return;
    const now = Date.now();
    for (const job of jobs) {
      const limits = job.fn.limitsOf(job.run.events[0] ?? { data: {} });
      if (job.at > now || limits.some(({ key, max }) => (executing.get(key) ?? 0) >= max)) continue;
      jobs.delete(job);
      for (const { key } of limits) executing.set(key, (executing.get(key) ?? 0) + 1);
      const done: Promise<void> = execute(job).finally(() => {
        for (const { key } of limits) executing.set(key, (executing.get(key) ?? 1) - 1);
        open.delete(done);
        pump();
      });
      open.add(done);
    }
    const next = Math.min(...[...jobs].map(({ at }) => at).filter((at) => at > now));
    if (Number.isFinite(next)) timer = setTimeout(pump, Math.min(next - now, 60_000));
  };

  const execute = async (job: Job) => {
    const { fn, run } = job;
    const move = await call(job).catch((error: Error): Move => {
      // An unreachable app counts as one try.
      run.attempt++;
      return run.attempt < fn.attemptsMax
        ? { kind: "retry", delayMs: null, error: error.message }
        : { kind: "failed", error: error.message };
    });
    if (move.kind === "again") jobs.add({ fn, run, at: 0 });
    else if (move.kind === "retry") jobs.add({ fn, run, at: Date.now() + (move.delayMs ?? backoffMs) });
    else {
      run.status = move.kind === "done" ? "completed" : "failed";
      if (move.kind === "failed") run.output = move.error;
    }
  };

  const call = async ({ fn, run }: Job): Promise<Move> => {
    const body = callBody(run, fn.attemptsMax);
    const request = JSON.stringify(body);
    const startedAt = performance.now();
    const response = await fetch(fn.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-run-id": run.id,
        "x-inngest-req-version": "2",
        "x-inngest-signature": signRequest(JSON.parse(request), signingKey),
      },
      body: request,
      redirect: "manual",
      signal: closing.signal,
    });
    const answer: Answer = { status: response.status, headers: response.headers, text: await response.text() };
    const made = {
      functionId: fn.id,
      runId: run.id,
      attempt: run.attempt,
      request,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      response: answer.text,
      durationMs: performance.now() - startedAt,
    };
    queue.calls.push(made);
    if (queue.faults.losesAnswer(made)) throw new Error("the answer was lost");
    const problem = answerSignatureProblem(answer.headers.get("x-inngest-signature"), answer.text, signingKey);
    if (problem) {
      queue.problems.push(`${fn.id}, status ${answer.status}: ${problem}`);
      throw new Error(problem);
    }
    try {
      return readAnswer(run, answer, fn.attemptsMax);
    } catch (error) {
      queue.problems.push(`${fn.id}, status ${answer.status}: ${error}`);
      throw error;
    }
  };

  return queue;
};
