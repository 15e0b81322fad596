const FAILURES_SHOWN_MAX = 20;
const FAILURE_LINES_MAX = 8;

/** Failed check: its name and output. */
export type Failure = { name: string; error: string };

/**
 * Numbers of passed and failed checks, and the failures. A stage that could not run, or had nothing to run, failed
 * once.
 */
export type Tally = { passed: number; failed: number; failures: readonly Failure[] };

export type Stage = { name: string; run: () => Promise<Tally> };

/** Rows of stages that run beside each other; a row keeps its order. */
export type Rows = { rows: readonly (readonly Stage[])[] };

/**
 * Runs the stages in order, also after a failure. Prints the failures again at the end, since a CI shows the end of an
 * output only, then a line per stage, and `N passed, N failed` as the last line. True = every check passed.
 */
export const runStages = async (stages: readonly (Stage | Rows)[], stop: AbortSignal): Promise<boolean> => {
  const ended: (Tally & { name: string })[] = [];
  const runRow = async (row: readonly Stage[]) => {
    for (const { name, run } of row) {
      if (stop.aborted) break;
      console.log(`\n── ${name}`);
      const tally = await run().catch((error: unknown) => broken(error));
      ended.push({ ...tally, name });
    }
  };
  for (const stage of stages) await Promise.all(("rows" in stage ? stage.rows : [[stage]]).map(runRow));
  const sum = (count: (tally: Tally) => number) => ended.reduce((total, tally) => total + count(tally), 0);
  const failed = sum((tally) => tally.failed);
  const lines = [
    ...ended.filter((tally) => tally.failed > 0).flatMap(describeFailures),
    "",
    ...ended.map((tally) => `${tally.failed > 0 ? "✗" : "✓"} ${tally.name}: ${counts(tally)}`),
    ...(stop.aborted ? ["✗ stopped before the end"] : []),
    counts({ passed: sum((tally) => tally.passed), failed }),
  ];
  console.log(lines.join("\n"));
  return failed === 0 && !stop.aborted;
};

const broken = (error: unknown): Tally => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(message);
  return { passed: 0, failed: 1, failures: [{ name: "The stage broke", error: message }] };
};

const counts = ({ passed, failed }: Pick<Tally, "passed" | "failed">): string => `${passed} passed, ${failed} failed`;

const describeFailures = ({ name, failures }: Tally & { name: string }): string[] => {
  const hidden = failures.length - FAILURES_SHOWN_MAX;
  return [
    `\n── failed in ${name}`,
    ...failures.slice(0, FAILURES_SHOWN_MAX).flatMap((failure) => [`✗ ${failure.name}`, ...firstLines(failure.error)]),
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
  ];
};

const firstLines = (error: string): string[] => {
  const lines = error.split("\n").filter((line) => line.trim() !== "");
  const hidden = lines.length - FAILURE_LINES_MAX;
  return [...lines.slice(0, FAILURE_LINES_MAX), ...(hidden > 0 ? [`… ${hidden} more lines`] : [])].map(
    (line) => `    ${line}`,
  );
};
