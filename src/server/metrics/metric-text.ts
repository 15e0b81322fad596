import { METRICS, type MetricEntry } from "#server/metrics/metric-list.ts";

/** `labels` is Prometheus text without braces: `outcome="failed",lane="fast"`. `suffix` belongs to histograms: `_bucket`. */
export type Sample = { suffix: string; labels: string; value: number };

/** Samples of one process by the metric's name. */
export type Snapshot = Record<string, Sample[]>;

/** Content type of the text format, version 0.0.4. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Writes one text of several processes: each metric once, and each sample with its process. */
export const writeMetrics = (snapshots: readonly { process: string; snapshot: Snapshot }[]): string => {
  const lines: string[] = [];
  for (const [name, { type, help }] of Object.entries<MetricEntry>(METRICS)) {
    const ofName = snapshots.flatMap(({ process, snapshot }) =>
      (snapshot[name] ?? []).map(
        (sample) => `${name}${sample.suffix}${labelsOf(process, sample)} ${numberText(sample.value)}`,
      ),
    );
    if (ofName.length > 0) lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...ofName);
  }
  return `${lines.join("\n")}\n`;
};

const labelsOf = (process: string, { labels }: Sample): string =>
  `{${labels}${labels === "" ? "" : ","}process=${quoted(process)}}`;

const numberText = (value: number): string => (value === Number.POSITIVE_INFINITY ? "+Inf" : String(value));

const quoted = (value: string): string =>
  `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

export const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(",");
