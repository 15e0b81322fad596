import type { HttpPhase } from "#engine/http-sender.ts";

/** Progress of a test: phases with milliseconds since the start, then the result. */
export type TestStep<Result> = { type: "phase"; phase: HttpPhase; atMs: number } | { type: "result"; result: Result };

/**
 * Runs `work` and yields its phases, then its result. Errors of `work` come after the phases reached. `work` finishes
 * even if the reader leaves early.
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
  // Prevents an unhandled rejection when the reader leaves early; the `await` below handles errors otherwise.
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
