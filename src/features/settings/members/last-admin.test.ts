import { expect, it } from "vitest";
import { lastAdminId } from "#features/settings/members/last-admin.ts";

const admin = { id: "usr_1", role: "admin" } as const;
const viewer = { id: "usr_2", role: "viewer" } as const;

it("the only admin of a complete list is the last admin", () =>
  expect(lastAdminId([viewer, admin], { isComplete: true })).toBe(admin.id));

it("no member is the last admin beside another admin, or while a page is not read", () => {
  expect(lastAdminId([admin, { ...admin, id: "usr_3" }], { isComplete: true })).toBeUndefined();
  expect(lastAdminId([admin, viewer], { isComplete: false })).toBeUndefined();
  expect(lastAdminId([], { isComplete: true })).toBeUndefined();
});
