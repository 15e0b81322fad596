import type { ErrorReason, ReasonValues } from "#domain/error-reasons.values.ts";
import type { PageReason } from "#domain/page-reasons.values.ts";

/** Codes get their status in `domain/http/refusal.ts`. */
export type DomainErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "too_large"
  /** Text is no JSON or no UTF-8. */
  | "malformed"
  | "unsupported_media"
  | "invalid"
  | "rate_limited"
  | "timed_out"
  | "busy";

/** Names a text of the dashboard, which words it in its own language. */
export type FieldWords = { reason: ErrorReason | PageReason; values?: ReasonValues };

/** `path` has dots: `events.0.data.startTime`. */
export type FieldError = { path: string; message: string } & Partial<FieldWords>;

/**
 * Refusal shown to the caller, so `message` says what to do and holds no secret. Failures of receivers are values.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: DomainErrorCode;
  readonly errors: FieldError[];
  readonly reason: ErrorReason | undefined;
  readonly values: ReasonValues;

  /** Compares names, because Next bundles a second copy of this class. Subclasses override the check. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === "DomainError";
  }

  constructor(
    code: DomainErrorCode,
    message: string,
    errors: FieldError[] = [],
    { reason, values = {} }: { reason?: ErrorReason; values?: ReasonValues } = {},
  ) {
    super(message);
    this.code = code;
    this.errors = errors;
    this.reason = reason;
    this.values = values;
  }
}

/** Hides whether an object is missing or another tenant's. */
export const notFound = (what: string) =>
  new DomainError("not_found", `No such ${what}. Check the id and that it belongs to this tenant.`, [], {
    reason: "not_found",
  });

const PROBLEMS_MAX = 20;

export const describeFields = (errors: readonly FieldError[]): string =>
  [
    ...errors.slice(0, PROBLEMS_MAX).map(({ path, message }) => `${path}: ${message}`),
    ...(errors.length > PROBLEMS_MAX ? [`And ${errors.length - PROBLEMS_MAX} more.`] : []),
  ].join("; ");
