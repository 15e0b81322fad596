import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { createPublisher } from "#database/notify.ts";
import type { Logger } from "#domain/context.ts";

const log: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Channels of each announcement. */
let announced: unknown[];
const sql = async (_text: string, [channels]: readonly unknown[] = []) => {
  announced.push(channels);
  return [];
};

beforeEach(() => {
  announced = [];
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

const tenant = { channel: "tenant", tenantId: "t" } as const;

it("the first change of a quiet period is announced at once, and those after it together", async () => {
  const { publish } = createPublisher(sql, log);
  publish({ channel: "events" }, tenant);
  expect(announced).toEqual([["bellhop_events", "bellhop_tenant"]]);
  publish({ channel: "events" });
  publish({ channel: "events" }, { channel: "recoveries" });
  expect(announced).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(announced.slice(1)).toEqual([["bellhop_events", "bellhop_recoveries"]]);
});

it("what only pages wait for is gathered", async () => {
  const { publish } = createPublisher(sql, log);
  publish(tenant);
  publish(tenant);
  expect(announced).toEqual([]);
  await vi.runAllTimersAsync();
  expect(announced).toEqual([["bellhop_tenant"]]);
});
