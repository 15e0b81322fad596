import { expect, it } from "vitest";
import { createSpanIds, spanIdsOf } from "#server/traces/trace-ids.ts";

const COUNT = 1_000;
const { generator, withIds } = createSpanIds();
const many = (make: () => string) => Array.from({ length: COUNT }, make);

it("new ids have the form that W3C asks for, and do not repeat", () => {
  const [traceIds, spanIds] = [many(generator.generateTraceId), many(generator.generateSpanId)];
  for (const id of traceIds) expect(id).toMatch(/^[\da-f]{32}$/);
  for (const id of spanIds) expect(id).toMatch(/^[\da-f]{16}$/);
  expect(new Set(traceIds).size).toBe(COUNT);
  expect(new Set(spanIds).size).toBe(COUNT);
});

it("a chosen id is that of the one span that is made with it", () => {
  const chosen = { traceId: "d".repeat(32), spanId: "c".repeat(16) };
  expect(withIds(chosen, generator.generateSpanId)).toBe(chosen.spanId);
  expect(withIds(chosen, generator.generateTraceId)).toBe(chosen.traceId);
  expect(generator.generateSpanId()).not.toBe("c".repeat(16));
});

it("spans of one delivery have ids of their own, which each process computes alike", () => {
  const idsOf = (deliveryId: string) => Array.from({ length: COUNT }, (_, number) => spanIdsOf(deliveryId)(number));
  const ids = [...idsOf("dlv_1"), ...idsOf("dlv_2")];
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/);
  expect(new Set(ids).size).toBe(2 * COUNT);
  expect(idsOf("dlv_1")).toEqual(ids.slice(0, COUNT));
});
