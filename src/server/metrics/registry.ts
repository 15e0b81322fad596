import { METRICS, type MetricEntry, type MetricName } from "#server/metrics/metric-list.ts";
import { labelText, type Sample, type Snapshot } from "#server/metrics/metric-text.ts";

type Typed<Type> = { [Name in MetricName]: (typeof METRICS)[Name]["type"] extends Type ? Name : never }[MetricName];
export type CounterName = Typed<"counter">;
export type GaugeName = Typed<"gauge">;
export type HistogramName = Typed<"histogram">;

/** Values of a metric's labels, in the order of the list. */
type LabelValues = readonly string[];

/** Adds to its counter; made once for each set of labels, so that an event costs one addition. */
export type Counter = (count?: number) => void;
export type Observe = (seconds: number) => void;

export type Registry = {
  counter: (name: CounterName, ...values: LabelValues) => Counter;
  histogram: (name: HistogramName, ...values: LabelValues) => Observe;
  /** Called at each snapshot; a gauge without a value is left out. */
  gauges: (read: () => readonly Gauge[]) => void;
  snapshot: () => Snapshot;
};

export type Gauge = { name: GaugeName | CounterName; values?: LabelValues; value: number };

/**
 * Counts in this process. Counters and histograms with a bounded set of labels begin at 0, so that the first event already is an
 * increase for Prometheus.
 */
export const createRegistry = (process: "web" | "worker"): Registry => {
  const counts = new Map<string, { name: CounterName; labels: string; value: number }>();
  const histograms = new Map<
    string,
    { name: HistogramName; labels: string; buckets: readonly number[]; counts: number[]; sum: number }
  >();
  const readers: (() => readonly Gauge[])[] = [];

  const counterOf = (name: CounterName, values: LabelValues) => {
    const labels = textOf(name, values);
    const key = `${name} ${labels}`;
    const counted = counts.get(key) ?? { name, labels, value: 0 };
    counts.set(key, counted);
    return counted;
  };

  const histogramOf = (name: HistogramName, values: LabelValues) => {
    const labels = textOf(name, values);
    const key = `${name} ${labels}`;
    const { buckets } = METRICS[name];
    const observed = histograms.get(key) ?? { name, labels, buckets, counts: buckets.map(() => 0).concat(0), sum: 0 };
    histograms.set(key, observed);
    return observed;
  };

  for (const name of namesOf(process)) {
    const entry: MetricEntry = METRICS[name];
    for (const values of entry.isRead ? [] : combinationsOf(entry)) {
      if (isCounter(name)) counterOf(name, values);
      else if (isHistogram(name)) histogramOf(name, values);
    }
  }

  return {
    counter: (name, ...values) => {
      const counted = counterOf(name, values);
      return (count = 1) => {
        counted.value += count;
      };
    },
    histogram: (name, ...values) => {
      const observed = histogramOf(name, values);
      return (seconds) => {
        // Rejects what no clock can give: one NaN would spoil the sum for ever.
        if (!(seconds >= 0)) return;
        observed.sum += seconds;
        const at = observed.buckets.findIndex((bound) => seconds <= bound);
        const index = at === -1 ? observed.buckets.length : at;
        observed.counts[index] = (observed.counts[index] ?? 0) + 1;
      };
    },
    gauges: (read) => void readers.push(read),
    snapshot: () => {
      const snapshot: Snapshot = {};
      const add = (name: MetricName, sample: Sample) => {
        snapshot[name] ??= [];
        snapshot[name].push(sample);
      };
      for (const { name, labels, value } of counts.values()) add(name, { suffix: "", labels, value });
      for (const { name, ...observed } of histograms.values())
        for (const sample of samplesOf(observed)) add(name, sample);
      return { ...snapshot, ...snapshotOf(readers.flatMap((read) => read())) };
    },
  };
};

export const snapshotOf = (gauges: readonly Gauge[]): Snapshot => {
  const snapshot: Snapshot = {};
  for (const { name, values = [], value } of gauges) {
    snapshot[name] ??= [];
    snapshot[name].push({ suffix: "", labels: textOf(name, values), value });
  }
  return snapshot;
};

const isCounter = (name: MetricName): name is CounterName => METRICS[name].type === "counter";
const isHistogram = (name: MetricName): name is HistogramName => METRICS[name].type === "histogram";

const samplesOf = ({
  labels,
  buckets,
  counts,
  sum,
}: {
  labels: string;
  buckets: readonly number[];
  counts: readonly number[];
  sum: number;
}): Sample[] => {
  let total = 0;
  const samples = [...buckets, Number.POSITIVE_INFINITY].map((bound, index): Sample => {
    total += counts[index] ?? 0;
    const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound);
    return { suffix: "_bucket", labels: `${labels}${labels === "" ? "" : ","}le="${le}"`, value: total };
  });
  return [...samples, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: total }];
};

const namesOf = (process: "web" | "worker"): MetricName[] =>
  (Object.keys(METRICS) as MetricName[]).filter((name) => {
    const { of }: MetricEntry = METRICS[name];
    return of.includes(process);
  });

const textOf = (name: MetricName, values: LabelValues): string => {
  const names = Object.keys(METRICS[name].labels);
  return labelText(Object.fromEntries(names.map((label, index) => [label, values[index] ?? ""])));
};

/** All sets of label values; none for a metric with a label that is named elsewhere. */
const combinationsOf = ({ labels }: MetricEntry): string[][] =>
  Object.values(labels).reduce<string[][]>(
    (sets, values) => sets.flatMap((set) => (values ?? []).map((value) => [...set, value])),
    [[]],
  );
