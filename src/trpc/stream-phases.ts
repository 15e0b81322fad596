import type { CertificateView } from "#domain/deliveries/certificate.schema.ts";
import type { HttpPhase, HttpWatch } from "#engine/http-sender.ts";

/** Progress of a test: phases with milliseconds since the start, the certificate once it is known, then the result. */
export type TestStep<Result> =
  | { type: "phase"; phase: HttpPhase; atMs: number }
  | { type: "certificate"; certificate: CertificateView }
  | { type: "result"; result: Result };

/**
 * Runs `work` and yields its phases, then its result. Errors of `work` come after the phases reached. `work` finishes
 * even if the reader leaves early.
 *
 * @param now milliseconds of a monotonic clock
 */
export async function* streamPhases<Result>(
  work: (watch: Required<HttpWatch>) => Promise<Result>,
  now: () => number = () => performance.now(),
): AsyncGenerator<TestStep<Result>, void> {
  const startedAt = now();
  const waiting: TestStep<Result>[] = [];
  let wake = Promise.withResolvers<void>();
  let settled = false;
  const tell = (step: TestStep<Result>) => {
    waiting.push(step);
    wake.resolve();
  };

  const finished = work({
    onPhase: (phase) => tell({ type: "phase", phase, atMs: now() - startedAt }),
    onCertificate: (certificate) => tell({ type: "certificate", certificate }),
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
