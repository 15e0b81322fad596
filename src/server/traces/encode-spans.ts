import { createProtobufWriter } from "#server/traces/protobuf-writer.ts";
import type { TracedSpan } from "#server/traces/traced-span.ts";

// Field numbers of opentelemetry/proto/trace/v1/trace.proto, common.proto and resource.proto.
const KIND = { internal: 1, client: 3 };
const STATUS_ERROR = 2;
/** Sampled; parent and linked spans may be of another process. */
const FLAGS = 0x301;
/** Bytes for the length of a message that holds all spans. */
const LONG = 4;

type Request = { resource: Readonly<Record<string, unknown>>; scope: string; spans: readonly TracedSpan[] };

/** Writes an `ExportTraceServiceRequest` with the values that the SDK's exporter writes. Fields that are zero are left out. */
export const encodeSpans = (request: Request): Uint8Array => {
  const { message, text, hex, varint, double, fixed32, instant, bytes } = createProtobufWriter();

  const writeValue = (value: unknown) => {
    if (typeof value === "string") text(1, value);
    else if (typeof value === "boolean") varint(2, Number(value));
    else if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) varint(3, value);
    else if (typeof value === "number") double(4, value);
    else if (Array.isArray(value)) message(5, writeValues, value);
  };
  const writeValues = (values: readonly unknown[]) => {
    for (const value of values) message(1, writeValue, value);
  };
  const writeAttribute = ([name, value]: readonly [name: string, value: unknown]) => {
    text(1, name);
    message(2, writeValue, value);
  };
  const writeLink = ({ traceId, linkedId }: TracedSpan) => {
    hex(1, traceId);
    hex(2, linkedId ?? "");
    fixed32(6, FLAGS);
  };
  const writeSpan = (span: TracedSpan) => {
    hex(1, span.traceId);
    hex(2, span.spanId);
    hex(4, span.parentId);
    text(5, span.name);
    varint(6, span.isClient ? KIND.client : KIND.internal);
    instant(7, span.startTime);
    instant(8, span.endTime);
    for (const attribute of span.attributes) if (attribute[1] !== null) message(9, writeAttribute, attribute);
    if (span.linkedId !== null) message(13, writeLink, span);
    if (span.isError) message(15, (code: number) => varint(3, code), STATUS_ERROR);
    fixed32(16, FLAGS);
  };
  const writeResource = (attributes: Request["resource"]) => {
    for (const attribute of Object.entries(attributes)) message(1, writeAttribute, attribute);
  };
  const writeScopeSpans = ({ scope, spans }: Request) => {
    message(1, (name: string) => text(1, name), scope);
    for (const span of spans) message(2, writeSpan, span);
  };
  const writeResourceSpans = ({ resource }: Request) => {
    message(1, writeResource, resource);
    message(2, writeScopeSpans, request, LONG);
  };
  message(1, writeResourceSpans, request, LONG);
  return bytes();
};
