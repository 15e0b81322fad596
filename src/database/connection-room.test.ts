import { expect, it } from "vitest";
import { connectionsOf } from "#database/connection-room.ts";

const settings = {
  DATABASE_URL: "postgres://app@h/d",
  DATABASE_ENGINE_URL: "postgres://engine@h/d",
  DATABASE_OWNER_URL: undefined,
  DATABASE_POOL_SIZE: 20,
  ENGINE: "embedded" as const,
};

it("the connections of a node are those of the documented table", () => {
  expect(connectionsOf(["web", "worker"], settings)).toBe(62);
  expect(connectionsOf(["web", "worker"], { ...settings, DATABASE_POOL_SIZE: 10 })).toBe(32);
  expect(connectionsOf(["web"], { ...settings, ENGINE: "inngest" })).toBe(61);
  expect(connectionsOf(["web"], { ...settings, DATABASE_ENGINE_URL: undefined })).toBe(21);
  expect(connectionsOf([], settings)).toBe(0);
});
