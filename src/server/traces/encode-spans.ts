import { createProtobufWriter } from "#server/traces/protobuf-writer.ts";
import type { TracedSpan } from "#server/traces/traced-span.ts";

// Field numbers of opentelemetry/proto/trace/v1/trace.proto, common.proto and resource.proto.
const KIND = { internal: 1, server: 2, client: 3 };
const STATUS_ERROR = 2;
/** Sampled; parent and linked spans may be of another process. */
const FLAGS = 0x301;
/** Sampled, without a parent. */
const ROOT_FLAGS = 0x101;

/**
 * Writes spans one by one, and then an `ExportTraceServiceRequest` of them, with the values that the SDK's exporter writes. Fields that are
 * zero are left out. A span is bytes outside of V8's heap at once: objects that wait for an export become old, and each collection of old
 * objects costs more than the encoding.
 */
export const createSpanEncoder = (scope: string) => {
  const writer = createProtobufWriter();
  const { message, text, hex, varint, double, fixed32, instant } = writer;

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
    if (span.traceState !== null) text(3, span.traceState);
    if (span.parentId !== null) hex(4, span.parentId);
    text(5, span.name);
    varint(6, KIND[span.kind]);
    instant(7, span.startTime);
    instant(8, span.endTime);
    for (const attribute of span.attributes) if (attribute[1] !== null) message(9, writeAttribute, attribute);
    if (span.linkedId !== null) message(13, writeLink, span);
    if (span.isError) message(15, (code: number) => varint(3, code), STATUS_ERROR);
    fixed32(16, span.parentId === null ? ROOT_FLAGS : FLAGS);
  };

  return {
    /** @throws if the span cannot be written; the others are as they were */
    add: (span: TracedSpan) => message(2, writeSpan, span),
    /** Returns the request of the spans since the last call. */
    take: (resource: Readonly<Record<string, unknown>>): Uint8Array => {
      const spans = writer.take();
      message(1, (name: string) => text(1, name), scope);
      const scopeSpans = [writer.take(), spans];
      for (const attribute of Object.entries(resource)) message(1, writeAttribute, attribute);
      const resourceSpans = [...withHead(1, [writer.take()]), ...withHead(2, scopeSpans)];
      return Buffer.concat(withHead(1, resourceSpans));
    },
  };

  /** Bytes of a message whose content is written already. */
  function withHead(field: number, content: readonly Uint8Array[]): readonly Uint8Array[] {
    writer.head(
      field,
      content.reduce((bytes, { length }) => bytes + length, 0),
    );
    return [writer.take(), ...content];
  }
};
