import { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type FieldError, type FieldWords } from "#domain/errors.ts";
import { type RefusalStatus, refusalOf } from "#domain/http/refusal.ts";
import { reasonOfIssue } from "#domain/reason-of-issue.ts";

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

type Words = Partial<FieldWords>;

/** Names the refusal for the texts of the dashboard: by its own reason, by the first field that broke a rule, or by its kind. */
export const reasonOf = (error: TRPCError): Words => {
  const { cause } = error;
  if (cause instanceof DomainError && cause.reason) return { reason: cause.reason, values: cause.values };
  const [field] = fieldErrorsOf(error);
  if (field?.reason) return { reason: field.reason, ...(field.values && { values: field.values }) };
  const reason = REASONS[error.code];
  return reason ? { reason } : {};
};

/** Leaves out codes whose refusals differ: their own message says more than words for the kind would. */
const REASONS: { [Code in TRPCError["code"]]?: FieldWords["reason"] } = {
  INTERNAL_SERVER_ERROR: "our_fault",
  TOO_MANY_REQUESTS: "rate_limited",
  SERVICE_UNAVAILABLE: "database_away",
  UNAUTHORIZED: "signed_out",
  PRECONDITION_FAILED: "other_person",
  PAYLOAD_TOO_LARGE: "too_large",
  BAD_REQUEST: "not_json",
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
  return error.cause.issues.slice(0, FIELD_ERRORS_MAX).map((issue) => ({
    path: issue.path.join(".").slice(0, CHARS_MAX),
    message: issue.message.slice(0, CHARS_MAX),
    ...reasonOfIssue(issue),
  }));
};

export const messageOf = (error: TRPCError): string => {
  if (error.code === "INTERNAL_SERVER_ERROR") return OUR_FAULT;
  if (error.cause instanceof ZodError) return fieldErrorsOf(error)[0]?.message ?? "Check what you entered.";
  return error.message;
};
