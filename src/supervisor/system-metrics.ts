import type { SupervisedChild } from "./supervise-child.ts";

type Measured = Pick<SupervisedChild, "name" | "current" | "starts">;

/** Serves one text of all processes. Returns how to end it. A process that does not answer is `bellhop_process_up 0`. */
export const serveSystemMetrics = (
  address: { port: number; host: string },
  { children, log }: { children: readonly Measured[]; log: (line: string) => void },
): (() => Promise<void>) => {
  const serving = load().then(({ serveMetrics, readSystem }) => serveMetrics(address, () => readSystem(children)));
  serving.catch((error: Error) => log(error.message));
  return () =>
    serving.then(
      ({ close }) => close(),
      () => {},
    );
};

/** Loads late: most installations serve no metrics, and the supervisor keeps its memory for hours. */
const load = async () => {
  const [{ serveMetrics }, { askForMetrics }, { writeMetrics }, { snapshotOf }, { memoryGauges }] = await Promise.all([
    import("#server/metrics/serve-metrics.ts"),
    import("#server/metrics/ask-process.ts"),
    import("#server/metrics/metric-text.ts"),
    import("#server/metrics/registry.ts"),
    import("#server/metrics/process-gauges.ts"),
  ]);
  const readChild = async ({ name, current, starts }: Measured) => {
    const snapshot = await askForMetrics(current());
    const restarts = snapshotOf([{ name: "bellhop_process_restarts_total", value: starts() - 1 }]);
    return {
      process: name,
      snapshot: { ...(snapshot ?? snapshotOf([{ name: "bellhop_process_up", value: 0 }])), ...restarts },
    };
  };
  const readSystem = async (children: readonly Measured[]) =>
    writeMetrics([
      ...(await Promise.all(children.map(readChild))),
      { process: "supervisor", snapshot: snapshotOf(memoryGauges()) },
    ]);
  return { serveMetrics, readSystem };
};
