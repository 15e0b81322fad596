import { describe, expect, it } from "vitest";
import { DomainError, type DomainErrorCode } from "#domain/errors.ts";
import { problemOf } from "#rest/problem.ts";
import { responseOf } from "#tests/rest/api-request.ts";

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

describe("problemOf", () => {
  it.each<[DomainErrorCode, number]>([
    ["unauthorized", 401],
    ["forbidden", 403],
    ["not_found", 404],
    ["conflict", 409],
    ["too_large", 413],
    ["invalid", 422],
    ["rate_limited", 429],
    ["timed_out", 408],
    ["malformed", 400],
    ["unsupported_media", 415],
  ])("answers %s with %i and what to do", async (code, status) => {
    const error = new DomainError(code, "Do this.", [{ path: "a.b", message: "wrong" }]);
    const response = responseOf(problemOf(error, log));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.has("retry-after")).toBe(status === 429);
    expect(await response.json()).toMatchObject({
      status,
      detail: "Do this.",
      errors: [{ path: "a.b", message: "wrong" }],
    });
  });

  it("leaves errors out when no field is wrong", async () => {
    expect(await responseOf(problemOf(new DomainError("conflict", "No."), log)).json()).not.toHaveProperty("errors");
  });
});
