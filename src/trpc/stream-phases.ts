import type { HttpPhase } from "#engine/http-sender.ts";

/** Messages of a running test: each phase as it begins, in milliseconds since the start, and last the result. */
export type TestStep<Result> = { type: "phase"; phase: HttpPhase; atMs: number } | { type: "result"; result: Result };

/**
 * Runs `work` and yields its phases as they happen, then its result. Throws what `work` throws, after the phases it
 * reached. If the reader leaves early, the work goes on to its end.
 *
 * @param now milliseconds of a monotonic clock
 */
export async function* streamPhases<Result>(
  work: (onPhase: (phase: HttpPhase) => void) => Promise<Result>,
  now: () => number = () => performance.now(),
): AsyncGenerator<TestStep<Result>, void> {
  const startedAt = now();
  const waiting: TestStep<Result>[] = [];
  let wake = Promise.withResolvers<void>();
  let settled = false;

  const finished = work((phase) => {
    waiting.push({ type: "phase", phase, atMs: now() - startedAt });
    wake.resolve();
  }).finally(() => {
    settled = true;
    wake.resolve();
  });
  // Awaited below; an early leave must not cause an unhandled rejection.
  finished.catch(() => {});

  while (!settled || waiting.length > 0) {
    const step = waiting.shift();
    if (step) {
      yield step;
      continue;
    }
    await wake.promise;
    wake = Promise.withResolvers<void>();
  }
  yield { type: "result", result: await finished };
}
