import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { isDatabaseAway } from "#domain/database-unavailable.ts";
import { DomainError, type DomainErrorCode, type FieldError } from "#domain/errors.ts";

const CODES = {
  unauthorized: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  too_large: "PAYLOAD_TOO_LARGE",
  invalid: "UNPROCESSABLE_CONTENT",
  rate_limited: "TOO_MANY_REQUESTS",
  timed_out: "TIMEOUT",
  malformed: "BAD_REQUEST",
  unsupported_media: "UNSUPPORTED_MEDIA_TYPE",
  busy: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, TRPCError["code"]>;

/** The message of unexpected errors: the log holds their details. */
export const OUR_FAULT = "Something went wrong on our side. Nothing you did wrong: please try again in a moment.";

const AWAY = "The database cannot be reached right now. Please try again in a moment.";

/** A refusal keeps its message and code; any other error becomes an internal one. */
export const toTrpcError = (error: unknown): TRPCError => {
  if (error instanceof TRPCError) {
    return error.code === "INTERNAL_SERVER_ERROR" && error.cause ? toTrpcError(error.cause) : error;
  }
  if (error instanceof DomainError) {
    return new TRPCError({ code: CODES[error.code], message: error.message, cause: error });
  }
  if (isDatabaseAway(error)) return new TRPCError({ code: "SERVICE_UNAVAILABLE", message: AWAY, cause: error });
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: OUR_FAULT, cause: error });
};

const FIELD_ERRORS_MAX = 50;
const CHARS_MAX = 500;

/** The wrong fields and what to do about each, by dotted path; the first fifty. Names from callers are cut. */
export const fieldErrorsOf = (error: TRPCError): FieldError[] => {
  if (error.cause instanceof DomainError) return error.cause.errors.slice(0, FIELD_ERRORS_MAX);
  // An output that fails its schema is our fault, and names nothing that the person can change.
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
