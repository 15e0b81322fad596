/** A span of a sampled trace. Times are Unix milliseconds, ids are hexadecimal. */
export type TracedSpan = {
  traceId: string;
  spanId: string;
  /** Null: the span is the root of its trace. */
  parentId: string | null;
  /** W3C tracestate of the caller. */
  traceState: string | null;
  name: string;
  kind: "internal" | "server" | "client";
  startTime: number;
  endTime: number;
  /** A null is left out. */
  attributes: readonly SpanAttribute[];
  /** Id of another span of the trace. */
  linkedId: string | null;
  isError: boolean;
};

export type SpanAttribute = readonly [name: string, value: string | number | null];

/** Takes spans to where `OTEL_*` says, in groups. */
export type SpanSink = {
  add: (span: TracedSpan) => void;
  /** Sends what was added. Resolves when nothing is on its way any more. */
  close: () => Promise<void>;
};

/** A group is sent when it is full, or `waitMs` after its first span. */
export type GroupSize = { countMax: number; waitMs: number };
