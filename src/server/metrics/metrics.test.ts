import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { LogFields, Logger } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { type LineFields, writeLine } from "#domain/log-lines.ts";
import { countLines } from "#server/metrics/count-lines.ts";
import { METRICS, type MetricEntry } from "#server/metrics/metric-list.ts";
import { writeMetrics } from "#server/metrics/metric-text.ts";
import { createRegistry, snapshotOf } from "#server/metrics/registry.ts";

const read = (name: string) => readFileSync(new URL(`../../../docs/operating/${name}`, import.meta.url), "utf8");

const entryOf = (name: string): MetricEntry | undefined => {
  const metrics: Record<string, MetricEntry> = METRICS;
  const family = name.replace(/_(bucket|sum|count)$/, "");
  const found = metrics[name] ?? metrics[family];
  // The parts of a histogram have names of their own, and no other metric has parts.
  return found && (found.type === "histogram") === (family !== name) ? found : undefined;
};

/** Prometheus itself makes this metric, for each target. */
const UP: Pick<MetricEntry, "labels"> = { labels: {} };

/** What is wrong with a query: metrics that do not exist, and labels or values that they do not have. */
const problemsOf = (query: string): string[] => {
  const metrics = [...query.matchAll(/\b((?:bellhop|process|nodejs)_[a-z_]+|up\b)(?:\{([^}]*)\})?/g)];
  if (metrics.length === 0) return ["names no metric"];
  return metrics.flatMap(([, name = "", matchers = ""]) => {
    const entry = name === "up" ? UP : entryOf(name);
    if (!entry) return [`there is no ${name}`];
    return [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].flatMap(([, label = "", value = ""]) => {
      if (["job", "instance", "process", "le"].includes(label)) return [];
      const values = entry.labels[label];
      if (values === undefined) return [`${name} has no label ${label}`];
      return value.split("|").filter((one) => values !== null && !values.includes(one));
    });
  });
};

/** Labels that a query groups by. */
const groupsOf = (query: string): string[] =>
  [...query.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()));

const ALL_LABELS = [
  "le",
  "process",
  "instance",
  ...Object.values(METRICS).flatMap(({ labels }) => Object.keys(labels)),
];

describe("the files for Grafana and Prometheus", () => {
  const dashboard = JSON.parse(read("grafana-dashboard.json"));
  const targets: { expr: string }[] = dashboard.panels.flatMap((panel: { targets?: object[] }) => panel.targets ?? []);
  const alerts = [...read("alerts.yml").matchAll(/- alert: (\w+)\n\s+expr: (.+)\n/g)].map(
    ([, name = "", expr = ""]) => ({ name, expr }),
  );

  it("ask only for metrics, labels and values that exist", () => {
    const queries = [...targets.map(({ expr }) => expr), ...alerts.map(({ expr }) => expr)];
    expect(queries.length).toBeGreaterThan(40);
    for (const query of queries) {
      expect(problemsOf(query), query).toEqual([]);
      for (const label of groupsOf(query)) expect(ALL_LABELS, query).toContain(label);
    }
  });

  it("are checked by a test that can fail", () => {
    expect(problemsOf('rate(bellhop_event_total{outcome="accepted"}[5m])')).toEqual([
      "there is no bellhop_event_total",
    ]);
    expect(problemsOf('bellhop_events_total{result="x"}')).toEqual(["bellhop_events_total has no label result"]);
    expect(problemsOf('bellhop_events_total{outcome=~"accepted|lost"}')).toEqual(["lost"]);
    expect(problemsOf('up{process="web",state="x"} == 0')).toEqual(["up has no label state"]);
    expect(problemsOf("bellhop_accept_seconds")).toEqual(["there is no bellhop_accept_seconds"]);
  });

  it("have an alert and its advice for each name", () => {
    const advice = [...read("metrics.md").matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(alerts.map(({ name }) => name)).toEqual(advice);
  });
});

it("docs/operating/metrics.md lists each metric with type, labels, processes and meaning", () => {
  const rows = read("metrics.md")
    .split("\n")
    .filter((line) => /^\| `(bellhop|process|nodejs)_/.test(line));
  const labelsOf = (labels: MetricEntry["labels"]) =>
    Object.entries(labels)
      .map(([label, values]) => (values ? `\`${label}\`: ${values.join(", ")}` : `\`${label}\``))
      .join("; ") || "–";
  expect(rows).toEqual(
    Object.entries<MetricEntry>(METRICS).map(
      ([name, { type, labels, of, help }]) =>
        `| \`${name}\` | ${type} | ${labelsOf(labels)} | ${of.join(", ")} | ${help} |`,
    ),
  );
});

describe("the text", () => {
  it("names each metric once, with the samples of all processes", () => {
    const text = writeMetrics([
      { process: "web", snapshot: snapshotOf([{ name: "bellhop_process_up", value: 1 }]) },
      { process: "worker", snapshot: snapshotOf([{ name: "bellhop_process_up", value: 0 }]) },
    ]);
    expect(text).toBe(
      '# HELP bellhop_process_up 1 if the process gave its figures to the supervisor\n# TYPE bellhop_process_up gauge\nbellhop_process_up{process="web"} 1\nbellhop_process_up{process="worker"} 0\n',
    );
  });

  it("has cumulative buckets, and their sum and count", () => {
    const registry = createRegistry("web");
    const observe = registry.histogram("bellhop_accept_seconds");
    for (const seconds of [0.001, 0.002, 0.3, 60, Number.NaN, -1]) observe(seconds);
    const lines = writeMetrics([{ process: "web", snapshot: registry.snapshot() }])
      .split("\n")
      .filter((line) => line.startsWith("bellhop_accept_seconds"));
    const partOf = (start: string) => lines.find((line) => line.startsWith(start))?.split(" ")[1];
    expect(partOf('bellhop_accept_seconds_bucket{le="0.001"')).toBe("1");
    expect(partOf('bellhop_accept_seconds_bucket{le="0.25"')).toBe("2");
    expect(partOf('bellhop_accept_seconds_bucket{le="10"')).toBe("3");
    expect(partOf('bellhop_accept_seconds_bucket{le="+Inf"')).toBe("4");
    expect(partOf("bellhop_accept_seconds_count")).toBe("4");
    expect(Number(partOf("bellhop_accept_seconds_sum"))).toBeCloseTo(60.303);
  });

  it("escapes what a label may hold", () => {
    const registry = createRegistry("web");
    registry.counter("bellhop_tenant_attempts_total", 'a"b\\c\nd', "failed")();
    expect(writeMetrics([{ process: "web", snapshot: registry.snapshot() }])).toContain(
      'bellhop_tenant_attempts_total{tenant="a\\"b\\\\c\\nd",outcome="failed",process="web"} 1\n',
    );
  });

  it("begins each counter with bounded labels at 0", () => {
    expect(writeMetrics([{ process: "worker", snapshot: createRegistry("worker").snapshot() }])).toContain(
      'bellhop_attempts_total{outcome="interrupted",kind="retry",lane="slow",process="worker"} 0\n',
    );
  });
});

describe("units of work", () => {
  const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const watched = (options: { byTenant?: boolean; dueAt?: Date | null } = {}) => {
    const registry = createRegistry("worker");
    const { byTenant = false, dueAt = null } = options;
    const lines: [LogFields, string][] = [];
    const heard: Logger = { ...silent, info: (...line) => void lines.push(line) };
    const log = countLines(heard, registry, { byTenant, readDueAt: async () => dueAt });
    const value = (start: string) =>
      writeMetrics([{ process: "worker", snapshot: registry.snapshot() }])
        .split("\n")
        .find((line) => line.startsWith(start))
        ?.split(" ")
        .at(-1);
    return { log, lines, value };
  };

  const attempt = (changes: Partial<LineFields<"attempt failed">> = {}): LineFields<"attempt failed"> => ({
    tenantId: "t1",
    webhookId: "wh_1",
    eventId: newId("evt"),
    eventType: "appointment.created",
    deliveryId: "dlv_1",
    attemptId: "att_1",
    attempt: 1,
    trigger: "automatic",
    lane: "fast",
    host: "example.com",
    traceparent: null,
    httpStatus: 503,
    errorCode: "http_status",
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    firstByteMs: null,
    durationMs: 20,
    endedAt: new Date(),
    ageMs: 25,
    status: "retrying",
    nextAttemptAt: new Date(),
    isRecorded: true,
    ...changes,
  });

  it("are counted below the level of the log, and still written", () => {
    const { log, lines, value } = watched();
    writeLine(log, "events accepted", {
      tenantIds: [],
      eventIds: [],
      count: 10,
      duplicates: 2,
      rejected: 1,
      bytes: 0,
      durationMs: 5,
    });
    writeLine(log, "attempt failed", attempt());
    writeLine(
      log,
      "attempt delivered",
      attempt({ attempt: 2, lane: "slow", httpStatus: 200, errorCode: null, nextAttemptAt: null }),
    );
    writeLine(log, "attempt delivered", attempt({ lane: "test", trigger: "test" }));
    writeLine(log, "webhook paused", {
      tenantId: "t1",
      webhookId: "wh_1",
      host: "h",
      errorCode: null,
      consecutiveFailures: 5,
      failingSince: null,
    });
    expect(value('bellhop_events_total{outcome="accepted"')).toBe("7");
    expect(value('bellhop_events_total{outcome="rejected"')).toBe("1");
    expect(value('bellhop_attempts_total{outcome="failed",kind="first",lane="fast"')).toBe("1");
    expect(value('bellhop_attempts_total{outcome="delivered",kind="retry",lane="slow"')).toBe("1");
    expect(value('bellhop_attempts_total{outcome="delivered",kind="test",lane="test"')).toBe("1");
    expect(value('bellhop_attempt_errors_total{error="http_5xx"')).toBe("1");
    expect(value("bellhop_retries_scheduled_total")).toBe("1");
    expect(value('bellhop_webhook_changes_total{change="paused"')).toBe("1");
    expect(value("bellhop_first_attempt_delay_seconds_count")).toBe("1");
    expect(lines.map(([, name]) => name)).toEqual(["attempt failed", "webhook paused"]);
  });

  it("count an unknown error as another one, so that labels stay few", () => {
    const { log, value } = watched();
    writeLine(log, "attempt failed", attempt({ errorCode: "new_code", httpStatus: null }));
    writeLine(log, "attempt failed", attempt({ httpStatus: 101 }));
    expect(value('bellhop_attempt_errors_total{error="other"')).toBe("2");
  });

  it("measure the delay of a late event from its acceptance, of a scheduled one from its time", async () => {
    const hour = 3_600_000;
    const late = attempt({ eventId: newId("evt", Date.now() - hour), ageMs: 20, durationMs: 20 });
    for (const { dueAt, seconds } of [
      { dueAt: null, seconds: 3_600 },
      { dueAt: new Date(Date.now() - 2_000), seconds: 2 },
    ]) {
      const { log, value } = watched({ dueAt });
      writeLine(log, "attempt failed", late);
      await expect.poll(() => value("bellhop_first_attempt_delay_seconds_count")).toBe("1");
      expect(Math.abs(Number(value("bellhop_first_attempt_delay_seconds_sum")) - seconds)).toBeLessThan(60);
    }
  });

  it("name tenants only when asked, and a thousand of them at most", () => {
    const silentTenants = watched();
    writeLine(silentTenants.log, "attempt failed", attempt());
    expect(silentTenants.value("bellhop_tenant_attempts_total")).toBeUndefined();
    const { log, value } = watched({ byTenant: true });
    for (let n = 0; n < 1_002; n++) writeLine(log, "attempt failed", attempt({ tenantId: `t${n}` }));
    expect(value('bellhop_tenant_attempts_total{tenant="t999",outcome="failed"')).toBe("1");
    expect(value('bellhop_tenant_attempts_total{tenant="t1000"')).toBeUndefined();
    expect(value('bellhop_tenant_attempts_total{tenant="other",outcome="failed"')).toBe("2");
  });
});
