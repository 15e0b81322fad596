import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DomainError } from "#domain/errors.ts";
import { fieldErrorsOf, messageOf, OUR_FAULT, reasonOf, toTrpcError } from "#trpc/errors.ts";

describe("toTrpcError", () => {
  it("keeps the message, code and fields of a refusal", () => {
    const fields = [{ path: "url", message: "use https" }];
    const error = toTrpcError(new DomainError("invalid", "The URL is not allowed.", fields));
    expect([error.code, messageOf(error), fieldErrorsOf(error)]).toEqual([
      "UNPROCESSABLE_CONTENT",
      "The URL is not allowed.",
      fields,
    ]);
  });

  it("sees a refusal through the error that tRPC wraps around it", () => {
    const wrapped = new TRPCError({
      code: "INTERNAL_SERVER_ERROR",
      cause: new DomainError("not_found", "No such webhook."),
    });
    expect(toTrpcError(wrapped).code).toBe("NOT_FOUND");
  });

  it("reveals no internals of an unexpected error", () => {
    const error = toTrpcError(new TypeError("cannot read properties of undefined (reading 'tenantId')"));
    expect([error.code, messageOf(error), fieldErrorsOf(error)]).toEqual(["INTERNAL_SERVER_ERROR", OUR_FAULT, []]);
  });

  it("asks to try again while the database is unavailable, without its address", () => {
    const away = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
    const error = toTrpcError(away);
    expect(error.code).toBe("SERVICE_UNAVAILABLE");
    expect(messageOf(error)).not.toContain("10.0.0.7");
  });

  it("names the field that failed its schema", () => {
    const cause = z.object({ name: z.string().min(1, "give the key a name") }).safeParse({ name: "" }).error;
    const error = new TRPCError({ code: "BAD_REQUEST", cause });
    expect(fieldErrorsOf(error)).toEqual([{ path: "name", message: "give the key a name", reason: "field_empty" }]);
    expect(reasonOf(error)).toEqual({ reason: "field_empty" });
    expect(messageOf(error)).toBe("give the key a name");
  });

  it("leaves a refusal its own message where no reason words it", () => {
    const fields = [{ path: "since", message: "must be before until" }];
    expect(reasonOf(toTrpcError(new DomainError("invalid", "The range is empty.", fields)))).toEqual({});
    expect(reasonOf(toTrpcError(new DomainError("forbidden", "This is not yours.")))).toEqual({});
  });

  it("names fifty fields at most, and shortens the caller's field names", () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field${index}`, 1]));
    const unknown = z.strictObject({}).safeParse(many).error;
    const [field] = fieldErrorsOf(new TRPCError({ code: "BAD_REQUEST", cause: unknown }));
    expect(field?.message).toHaveLength(500);
    const wrong = z.array(z.string()).safeParse(Array(1_000).fill(1)).error;
    expect(fieldErrorsOf(new TRPCError({ code: "BAD_REQUEST", cause: wrong }))).toHaveLength(50);
    const refused = new DomainError("invalid", "no", Array(60).fill({ path: "a", message: "b" }));
    expect(fieldErrorsOf(toTrpcError(refused))).toHaveLength(50);
  });

  it("reports an output that fails its schema as an internal error", () => {
    const cause = z.string().safeParse(1).error;
    const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Output validation failed", cause });
    expect([messageOf(error), fieldErrorsOf(error)]).toEqual([OUR_FAULT, []]);
  });
});
