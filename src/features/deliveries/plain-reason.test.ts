import { describe, expect, it } from "vitest";
import { plainReason } from "#features/deliveries/plain-reason.ts";

describe("plainReason", () => {
  it.each([
    [null, null],
    ["webhook_deleted", "The webhook was deleted"],
    ["canceled_by_user", "You canceled what was waiting"],
    ["aborted_by_receiver", "The receiver does not want this one"],
    ["payload_expired", "Its message is no longer kept"],
    ["dns_error", "The address was not found"],
    ["something_new", "something new"],
  ])("reads %s", (reason, words) => {
    expect(plainReason(reason)).toBe(words);
  });
});
