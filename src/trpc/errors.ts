import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { ErrorReason, ReasonValues } from "#domain/error-reasons.values.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { type RefusalStatus, refusalOf } from "#domain/http/refusal.ts";

const CODES = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  408: "TIMEOUT",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  503: "SERVICE_UNAVAILABLE",
} as const satisfies Record<RefusalStatus, TRPCError["code"]>;

/** Names the refusal for the texts of the dashboard. */
export const reasonOf = (error: TRPCError): { reason?: ErrorReason; values?: ReasonValues } => {
  const { cause } = error;
  if (cause instanceof DomainError && cause.reason) return { reason: cause.reason, values: cause.values };
  if (error.code === "INTERNAL_SERVER_ERROR") return { reason: "our_fault" };
  if (error.code === "TOO_MANY_REQUESTS") return { reason: "rate_limited" };
  return error.code === "SERVICE_UNAVAILABLE" ? { reason: "database_away" } : {};
};

/** Hides internal errors from users; the log has the details. */
export const OUR_FAULT = "Something went wrong on our side. Nothing you did wrong: please try again in a moment.";

/** Refusals keep their message and code; other errors become internal. */
export const toTrpcError = (error: unknown): TRPCError => {
  if (error instanceof TRPCError) {
    return error.code === "INTERNAL_SERVER_ERROR" && error.cause ? toTrpcError(error.cause) : error;
  }
  const refusal = refusalOf(error);
  if (refusal) return new TRPCError({ code: CODES[refusal.status], message: refusal.message, cause: error });
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: OUR_FAULT, cause: error });
};

const FIELD_ERRORS_MAX = 50;
const CHARS_MAX = 500;

/** Lists field errors by dotted path, at most fifty. Paths and messages are cut, because callers choose field names. */
export const fieldErrorsOf = (error: TRPCError): FieldError[] => {
  if (error.cause instanceof DomainError) return error.cause.errors.slice(0, FIELD_ERRORS_MAX);
  // Output schema failures are internal errors: they name nothing that the person can change.
  if (error.code !== "BAD_REQUEST" || !(error.cause instanceof ZodError)) return [];
  return error.cause.issues.slice(0, FIELD_ERRORS_MAX).map(({ path, message }) => ({
    path: path.join(".").slice(0, CHARS_MAX),
    message: message.slice(0, CHARS_MAX),
  }));
};

export const messageOf = (error: TRPCError): string => {
  if (error.code === "INTERNAL_SERVER_ERROR") return OUR_FAULT;
  if (error.cause instanceof ZodError) return fieldErrorsOf(error)[0]?.message ?? "Check what you entered.";
  return error.message;
};
